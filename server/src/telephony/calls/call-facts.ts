// What the calls module publishes. Facts are kept for ever; signals only pass by (a digit may be a
// secret, a finished prompt is of no interest tomorrow).
import type { AgentId, CallId, Fact, LegId } from "@tandem/kernel";
import type { LegEndCause } from "./leg-causes.ts";

/** Where a call came from. */
export type CallSource = {
  readonly kind: "trunk" | "endpoint" | "visitor";
  readonly name: string;
};

export type CallEndCause =
  | "completed"
  | "abandoned"
  | "flow-ended"
  | "rejected"
  | "no-answer"
  | "media-lost"
  | "system-restart"
  | "failed";

export type CallParty = "caller" | "agent" | "system";

/** What media counted on a leg. */
export type LegStatistics = {
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly packetsLost: number;
  readonly jitterMs: number;
};

export type CallFact =
  | Fact<
      "CallArrived",
      {
        callId: CallId;
        legId: LegId;
        direction: "inbound" | "internal";
        ani: string;
        dnis: string;
        source: CallSource;
      }
    >
  | Fact<"CallAnswered", { callId: CallId; legId: LegId; codec: string }>
  | Fact<"LegDialed", { callId: CallId; legId: LegId; agentId: AgentId; address: string }>
  | Fact<"LegRinging", { callId: CallId; legId: LegId; agentId: AgentId }>
  | Fact<"LegAnswered", { callId: CallId; legId: LegId; agentId: AgentId; codec: string }>
  | Fact<"LegHeld", { callId: CallId; legId: LegId; agentId: AgentId | null }>
  | Fact<"LegResumed", { callId: CallId; legId: LegId; agentId: AgentId | null }>
  | Fact<
      "LegEnded",
      { callId: CallId; legId: LegId; agentId: AgentId | null; cause: LegEndCause; answered: boolean }
    >
  | Fact<"LegMeasured", { callId: CallId; legId: LegId } & LegStatistics>
  | Fact<"CallEnded", { callId: CallId; cause: CallEndCause; by: CallParty }>;

export type CallSignal =
  | Fact<"DigitPressed", { callId: CallId; legId: LegId; digit: string }>
  | Fact<
      "PlaybackFinished",
      {
        callId: CallId;
        legId: LegId;
        playbackId: string;
        reason: "completed" | "stopped" | "digit" | "leg-closed" | "file-unreadable";
      }
    >;

/** The types of CallFact that are kept. */
export const keptCallFacts: readonly CallFact["type"][] = [
  "CallArrived",
  "CallAnswered",
  "LegDialed",
  "LegRinging",
  "LegAnswered",
  "LegHeld",
  "LegResumed",
  "LegEnded",
  "LegMeasured",
  "CallEnded",
];
