// What the transfers module publishes.
import type { AgentId, CallId, Fact, LegId } from "@tandem/kernel";

/** "blind": the new party is called; "attended": the agent had spoken with it before. */
export type TransferMode = "blind" | "attended";

/** Where the one who waited is after a transfer that failed. */
export type ReturnedTo = "agent" | "queue" | "nobody";

type About = {
  callId: CallId;
  /** Who transfers; null when it is not one of our agents. */
  byAgentId: AgentId | null;
  mode: TransferMode;
  /** The number that was asked for, and who or what it is. */
  target: string;
  targetName: string;
};

export type TransferFact =
  | Fact<"TransferStarted", About>
  /** `linkedCallId`: the call in which the agent had asked the new party. */
  | Fact<"TransferCompleted", About & { toAgentId: AgentId | null; linkedCallId: CallId | null }>
  /** Whom the agent had asked in `linkedCallId` speaks with both from here on. */
  | Fact<
      "CallsMerged",
      {
        callId: CallId;
        legId: LegId;
        byAgentId: AgentId;
        toAgentId: AgentId | null;
        targetName: string;
        linkedCallId: CallId;
      }
    >
  | Fact<"TransferFailed", About & { cause: TransferFailure; returnedTo: ReturnedTo }>;

/** Why the target was not reached, in words that do not change. */
export type TransferFailure =
  | "no-answer"
  | "busy"
  | "declined"
  | "unreachable"
  | "not-found"
  | "forbidden"
  | "caller-left"
  /** The transferor took the caller back. */
  | "withdrawn";

export const keptTransferFacts: readonly TransferFact["type"][] = [
  "TransferStarted",
  "TransferCompleted",
  "TransferFailed",
  "CallsMerged",
];
