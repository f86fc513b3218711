// What the flows module publishes.
import type { CallId, Fact, FlowId } from "@tandem/kernel";

export type FlowFact =
  | Fact<"FlowStarted", { callId: CallId; flowId: FlowId; flowName: string; flowVersion: number }>
  | Fact<"FlowNodeEntered", { callId: CallId; node: string; nodeType: string }>
  | Fact<"MenuChosen", { callId: CallId; node: string; digit: string; valid: boolean }>
  | Fact<"FlowEnded", { callId: CallId; node: string }>;

export const keptFlowFacts: readonly FlowFact["type"][] = [
  "FlowStarted",
  "FlowNodeEntered",
  "MenuChosen",
  "FlowEnded",
];
