// What the flows module publishes.
import type { CallId, Fact, FlowId } from "@tandem/kernel";

export type FlowFact =
  | Fact<"FlowStarted", { callId: CallId; flowId: FlowId; flowName: string; flowVersion: number }>
  /** A flow that was led into is over: on in the one before, at this node. */
  | Fact<
      "FlowReturned",
      { callId: CallId; flowId: FlowId; flowName: string; flowVersion: number; node: string }
    >
  | Fact<"FlowNodeEntered", { callId: CallId; node: string; nodeType: string }>
  /** `said`: by a word instead of the key. */
  | Fact<"MenuChosen", { callId: CallId; node: string; digit: string; valid: boolean; said?: true }>
  /** What came of asking a server; never what was asked or answered. */
  | Fact<
      "FlowRequestEnded",
      { callId: CallId; node: string; status: number | null; failure: string | null; durationMs: number }
    >
  /** What a flow has noted of the call. */
  | Fact<"CallTagged", { callId: CallId; node: string; tags: Readonly<Record<string, string>> }>
  /** A text was not said; why, for people. */
  | Fact<"FlowSpeechFailed", { callId: CallId; node: string; reason: string }>
  /** A caller has spoken; never what they said. */
  | Fact<
      "FlowSpeechHeard",
      { callId: CallId; node: string; understood: boolean; spokenMs: number; answerMs: number }
    >
  /** A caller could not be listened to; why, for people. */
  | Fact<"FlowListeningFailed", { callId: CallId; node: string; reason: string }>
  | Fact<"FlowEnded", { callId: CallId; node: string }>;

export const keptFlowFacts: readonly FlowFact["type"][] = [
  "FlowStarted",
  "FlowReturned",
  "FlowNodeEntered",
  "MenuChosen",
  "FlowRequestEnded",
  "FlowSpeechFailed",
  "FlowSpeechHeard",
  "FlowListeningFailed",
  "CallTagged",
  "FlowEnded",
];
