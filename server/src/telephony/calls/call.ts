// What calls are made of: a call, how one arrives and is dialed, and how it ends by itself.
import type { AgentId, CallId, Clock, FactPublisher, LegId, TenantId } from "@tandem/kernel";
import type { OutgoingInvite, OutgoingInviteOptions } from "@tandem/sip";
import type { CallEndCause, CallFact, CallParty, CallSignal, CallSource } from "./call-facts.ts";
import type { DialTarget, LegActor, LegSignalling } from "./leg-actor.ts";
import type { LegEndCause } from "./leg-causes.ts";
import type { TransferRequest } from "./leg-transfer.ts";
import type { MediaPort } from "./leg-media.ts";
import type { RingGroup } from "./ring-group.ts";
import type { RingAttempt, RingTarget, RungLeg } from "./ring-plan.ts";

export type CallsOptions = {
  readonly dial: (options: OutgoingInviteOptions) => OutgoingInvite;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly facts: FactPublisher<CallFact | CallSignal>;
  /** The address written into SDP. */
  readonly advertisedAddress: string;
  /** Media is to know the leg that it opened as `mediaLegId` by the id of the leg it became. */
  readonly renameMediaLeg?: (mediaLegId: LegId, legId: LegId) => void;
  /** Hears the SIP Call-ID of every leg: by it, a message on the wire is known to be of this call. */
  readonly onLegCallId?: (leg: LegCallId) => void;
  /** A phone in a call asks for a transfer; without this it is told that there is none. */
  readonly onTransfer?: (request: TransferRequest) => void;
};

/** A leg and its SIP Call-ID. */
export type LegCallId = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly legId: LegId;
  readonly kind: "caller" | "dialed";
  readonly agentId: AgentId | undefined;
  /** The caller's number, or the URI that was dialed. */
  readonly party: string;
  readonly sipCallId: string;
};

export type Call = {
  readonly id: CallId;
  readonly tenantId: TenantId;
  readonly ani: string;
  readonly dnis: string;
  /** With whose legs its own can be bridged: its own id, or that of the call it was placed beside. */
  readonly mediaCallId: CallId;
  /** The leg that keeps the call up; another one when it is replaced. */
  callerLegId: LegId;
  readonly legs: Map<LegId, LegActor>;
  /** Legs for which several phones ring; one of them becomes the leg. */
  readonly ringing: Map<LegId, RingGroup>;
  /** How the call ends once its caller's leg is down; the first to say so wins. */
  ending: { cause: CallEndCause; by: CallParty } | undefined;
};

export type ArrivingCall = {
  readonly tenantId: TenantId;
  readonly direction: "inbound" | "internal" | "outbound";
  readonly ani: string;
  readonly dnis: string;
  readonly source: CallSource;
  /** The agent who calls. */
  readonly agentId?: AgentId | undefined;
  /** Whom the agent calls past all flows; the phone then hears of ringing when there is some (`ring`). */
  readonly target?: "number" | "extension" | undefined;
  /** The numbers as the carrier wrote them, where that is something else. */
  readonly original?: { readonly ani: string; readonly dnis: string } | undefined;
  /** Whether the caller's sound must be encrypted. */
  readonly encryption?: DialTarget["encryption"] | undefined;
  /** The call that the caller speaks in already: the two can become one. */
  readonly besideCallId?: CallId | undefined;
};

export type DialOptions = {
  readonly agentId: AgentId;
  readonly target: RingTarget;
  readonly ringTimeoutMs: number;
};

export type DialOutOptions = {
  /** For the record. */
  readonly number: string;
  readonly ringTimeoutMs: number;
  /** Sends the INVITE; `options` say nothing of where to. */
  readonly dial: (legId: LegId, options: OutgoingInviteOptions) => OutgoingInvite;
};

/** A leg to be made. */
export type NewLeg = {
  readonly legId: LegId;
  readonly agentId: AgentId | undefined;
  readonly signalling: LegSignalling;
  /** When it is not dialed as the phones of this system are. */
  readonly dial?: CallsOptions["dial"] | undefined;
};

/** How this attempt is dialed, when not as the phones of this system are. */
export function dialOf({ dial }: RingAttempt, leg: RungLeg): CallsOptions["dial"] | undefined {
  return dial && ((options) => dial(leg, options));
}

/** The INVITE that rings one phone for a call. */
export function dialing(call: Call, target: DialTarget, ringTimeoutMs: number): LegSignalling {
  return {
    kind: "dialing",
    target,
    from: { uri: `sip:${call.ani || "anonymous"}@tandem`, displayName: call.ani || "anonymous" },
    // The desk ties its ringing phone to the call it shows by this header.
    headers: [
      ["X-Tandem-Call", call.id],
      // Through the proxies that the phone registered behind (RFC 3327 §5.3).
      ...(target.route ?? []).map((uri) => ["Route", uri] as const),
    ],
    ringTimeoutMs,
  };
}

/** How a call ended that its caller's leg ended, by nobody's command. */
export function endingOf(
  cause: LegEndCause,
  answered: boolean,
  by: CallParty,
): { cause: CallEndCause; by: CallParty } {
  if (cause === "hung-up-remotely") return { cause: "completed", by };
  if (cause === "cancelled" || (cause === "unacknowledged" && !answered)) return { cause: "abandoned", by };
  return { cause: "failed", by: "system" };
}
