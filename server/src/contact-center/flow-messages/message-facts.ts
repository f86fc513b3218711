// What becomes of what flows tell servers and write to people; never to whom, and never what it says.
import type { CallId, Fact, FlowId } from "@tandem/kernel";
import type { OutgoingKind, RefusalReason } from "./outgoing-message.ts";

/** The flow is said each time: what is sent may be told of when the call is over, or elsewhere. */
type About = { callId: CallId; flowId: FlowId; node: string };

export type MessageFact =
  | Fact<"FlowMessageQueued", About & { messageId: string; kind: OutgoingKind; connector: string | null }>
  /** It is not sent, and the caller took the other way; kind "message": no connector says which. */
  | Fact<"FlowMessageRefused", About & { kind: OutgoingKind | "message"; reason: RefusalReason }>
  | Fact<
      "FlowMessageSent" | "FlowMessageGivenUp",
      About & { messageId: string; kind: OutgoingKind; attempts: number; outcome: string }
    >;

export const keptMessageFacts: readonly MessageFact["type"][] = [
  "FlowMessageQueued",
  "FlowMessageRefused",
  "FlowMessageSent",
  "FlowMessageGivenUp",
];
