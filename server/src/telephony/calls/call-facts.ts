// What the calls module publishes. Facts are kept for ever; signals only pass by (a digit may be a
// secret, a finished prompt is of no interest tomorrow).
import type { AgentId, CallId, Fact, LegId } from "@tandem/kernel";
import type { LegQuality, QualitySummary, SilenceReason } from "@tandem/media";
import type { LegEndCause } from "./leg-causes.ts";
import type { LegEnding } from "./leg-ending.ts";

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
  | "busy"
  | "transferred"
  | "media-lost"
  | "system-restart"
  | "failed";

/** "callee": whom one of our agents called. */
export type CallParty = "caller" | "agent" | "callee" | "system";

/** What media counted on a leg. */
export type LegStatistics = {
  readonly packetsReceived: number;
  readonly packetsSent: number;
  readonly packetsLost: number;
  readonly jitterMs: number;
  /** How it sounded; left out when nothing was measured, as of legs of an earlier version. */
  readonly quality?: QualitySummary;
};

export type CallFact =
  | Fact<
      "CallArrived",
      {
        callId: CallId;
        legId: LegId;
        direction: "inbound" | "internal" | "outbound";
        ani: string;
        dnis: string;
        source: CallSource;
        /** The agent who calls. */
        agentId?: AgentId;
        /** Whom the agent calls past all flows and queues; "callback": for a queue, whoever asked it for that. */
        target?: "number" | "extension" | "callback";
        /** The numbers as the carrier wrote them, where that is something else. */
        original?: { readonly ani: string; readonly dnis: string };
      }
    >
  /** The caller hears us although the call is not answered. */
  | Fact<"EarlySoundStarted", { callId: CallId; legId: LegId; codec: string }>
  | Fact<"CallAnswered", { callId: CallId; legId: LegId; codec: string }>
  /** `agentId` is null for a leg to somebody outside. */
  | Fact<"LegDialed", { callId: CallId; legId: LegId; agentId: AgentId | null; address: string }>
  | Fact<"LegRinging", { callId: CallId; legId: LegId; agentId: AgentId | null }>
  /** `address` when several phones rang: that of the one that was answered. */
  | Fact<
      "LegAnswered",
      { callId: CallId; legId: LegId; agentId: AgentId | null; codec: string; address?: string }
    >
  /** A phone asks to go on with the call in place of a leg of it: a desk page that was reloaded. */
  | Fact<
      "LegTakenIn",
      { callId: CallId; legId: LegId; agentId: AgentId | null; address: string; replacesLegId: LegId }
    >
  /** From here on `byLegId` stands where `legId` stood. `agentId`: of the new leg; `held`: it holds. */
  | Fact<
      "LegReplaced",
      { callId: CallId; legId: LegId; byLegId: LegId; agentId: AgentId | null; held: boolean }
    >
  /** The phone's connection is gone and nothing is heard of it; then (`LegBack`) something is. */
  | Fact<"LegAway", { callId: CallId; legId: LegId; agentId: AgentId | null }>
  | Fact<"LegBack", { callId: CallId; legId: LegId; agentId: AgentId | null }>
  /** A leg leaves this call for another, of which it is a leg from here on (`LegJoined`). */
  | Fact<"LegMoved", { callId: CallId; legId: LegId; agentId: AgentId | null; toCallId: CallId }>
  | Fact<
      "LegJoined",
      {
        callId: CallId;
        legId: LegId;
        agentId: AgentId | null;
        fromCallId: CallId;
        address: string;
        codec: string;
      }
    >
  | Fact<"LegHeld", { callId: CallId; legId: LegId; agentId: AgentId | null }>
  | Fact<"LegResumed", { callId: CallId; legId: LegId; agentId: AgentId | null }>
  | Fact<
      "LegEnded",
      {
        callId: CallId;
        legId: LegId;
        agentId: AgentId | null;
        cause: LegEndCause;
        answered: boolean;
        /** How it was said; facts of earlier versions do not tell. */
        ending?: LegEnding;
      }
    >
  | Fact<"LegMeasured", { callId: CallId; legId: LegId } & LegStatistics>
  /** The process that signals for the call died or was restarted, and another one goes on with it. */
  | Fact<"ControlRestarted", { callId: CallId }>
  /** The media process died; a fresh one has ports for the call's legs. What was said between is lost. */
  | Fact<"MediaRestarted", { callId: CallId }>
  /** The leg is heard again, so long after the media process died. */
  | Fact<"SoundRestored", { callId: CallId; legId: LegId; agentId: AgentId | null; afterMs: number }>
  | Fact<"CallEnded", { callId: CallId; cause: CallEndCause; by: CallParty }>;

export type CallSignal =
  /** How a leg sounded for some seconds. */
  | Fact<
      "LegQualityMeasured",
      { callId: CallId; legId: LegId } & Pick<LegQuality, "codec" | "received" | "sent" | "roundTripMs">
    >
  /** Nothing that could be speech comes from a leg that may send; then something does. */
  | Fact<
      "LegSilenceNoticed",
      { callId: CallId; legId: LegId; isUp: boolean; reason: SilenceReason; silentMs: number }
    >
  | Fact<"LegSoundNoticed", { callId: CallId; legId: LegId }>
  /** The caller offered no media and waits for our offer in the answer: until then there is nobody to hear. */
  | Fact<"EarlySoundImpossible", { callId: CallId; legId: LegId }>
  /** Whoever was dialed is heard before they answer. */
  | Fact<"LegEarlyMedia", { callId: CallId; legId: LegId }>
  /** The connection over which an agent's phone is told closed, or is there again. */
  | Fact<"LegLinkChanged", { callId: CallId; legId: LegId; agentId: AgentId | null }>
  /**
   * A leg got no RTP port and its call 503: every port of `TANDEM_RTP_PORTS` is in use, or rests for 5 s after use. A leg
   * takes two ports. Told at once, and then at most every 10 s; `refused` legs since it was told last, this one included.
   */
  | Fact<"MediaPortsExhausted", { callId: CallId; legId: LegId; refused: number }>
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
  "EarlySoundStarted",
  "CallAnswered",
  "LegDialed",
  "LegRinging",
  "LegAnswered",
  "LegTakenIn",
  "LegReplaced",
  "LegAway",
  "LegBack",
  "LegMoved",
  "LegJoined",
  "LegHeld",
  "LegResumed",
  "LegEnded",
  "LegMeasured",
  "ControlRestarted",
  "MediaRestarted",
  "SoundRestored",
  "CallEnded",
];
