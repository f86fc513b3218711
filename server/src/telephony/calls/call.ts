// What calls are made of: a call, how one arrives and is dialed, and how it ends by itself.
import type { AgentId, CallId, Clock, FactPublisher, LegId, TenantId } from "@tandem/kernel";
import type { LocalSrtp } from "@tandem/sdp";
import type { OutgoingInvite } from "@tandem/sip";
import type { CallEndCause, CallFact, CallParty, CallSignal, CallSource } from "./call-facts.ts";
import type { LegActor } from "./leg-actor.ts";
import type { LegEndCause } from "./leg-causes.ts";
import type { LegEnding } from "./leg-ending.ts";
import type { TransferRequest } from "./leg-transfer.ts";
import type { DtmfSetting } from "./dtmf-setting.ts";
import type { MediaPort } from "./leg-media.ts";
import type { RingGroup } from "./ring-group.ts";
import type { RingAttempt, RingTarget, RungLeg } from "./ring-plan.ts";
import type { CodecPreference, DialTarget, LegInviteOptions, LegSignalling } from "./leg-signalling.ts";

export type CallsOptions = {
  readonly dial: (options: LegInviteOptions) => OutgoingInvite;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly facts: FactPublisher<CallFact | CallSignal>;
  /** The address written into SDP. */
  readonly advertisedAddress: string;
  /** That of the other family, for phones that are there. */
  readonly otherAddress?: string | undefined;
  /** The codecs of legs, best first; the usual ones where left out. */
  readonly codecs?: CodecPreference;
  /** Media is to know the leg that it opened as `mediaLegId` by the id of the leg it became. */
  readonly renameMediaLeg?: (mediaLegId: LegId, legId: LegId) => void;
  /** Hears the SIP Call-ID of every leg: by it, a message on the wire is known to be of this call. */
  readonly onLegCallId?: (leg: LegCallId) => void;
  /** A snapshot of this call would be another than before. */
  readonly onChanged?: (callId: CallId) => void;
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
  /** What the phones that ring for it show as the caller's number, where that is not the caller's. */
  readonly shownAs?: string;
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
  readonly target?: "number" | "extension" | "callback" | undefined;
  /** The numbers as the carrier wrote them, where that is something else. */
  readonly original?: { readonly ani: string; readonly dnis: string } | undefined;
  /** Whether the caller's sound must be encrypted. */
  readonly encryption?: LocalSrtp["policy"] | undefined;
  /** How the caller's keys come and go. */
  readonly dtmf?: DtmfSetting | undefined;
  /** The call that the caller speaks in already: the two can become one. */
  readonly besideCallId?: CallId | undefined;
};

/** A call that begins with one of our own phones being rung. */
export type PlacedCall = Pick<ArrivingCall, "tenantId" | "direction" | "ani" | "dnis" | "source" | "target"> &
  Pick<DialOptions, "agentId" | "ringTimeoutMs" | "autoAnswer"> & {
    /** A new one; left out: one is made. */
    readonly callId?: CallId | undefined;
    /** Whose phone is rung. */
    readonly rung: RingTarget;
    /** What the phone shows as the number that calls it. */
    readonly shownAs: string;
  };

/** A call that begins with somebody outside being called. */
export type CalledOut = Pick<
  PlacedCall,
  "tenantId" | "ani" | "dnis" | "source" | "shownAs" | "ringTimeoutMs"
> & {
  /** How the call of this id is dialed; undefined: it cannot be, and there is no call. */
  readonly prepare: (callId: CallId) => DialOutOptions["dial"] | undefined;
};

/** How a call is to end: for whoever counts calls, and what its caller is told. */
export type HangUp = {
  readonly cause: CallEndCause;
  readonly by: CallParty;
  readonly wire?: LegEndCause;
  /** How the other side's leg ended, when it is for that. */
  readonly because?: LegEnding | undefined;
};

export type DialOptions = {
  readonly agentId: AgentId;
  readonly target: RingTarget;
  readonly ringTimeoutMs: number;
  /** The phone is asked to answer by itself; "browser": only a page of ours is, not a desk phone beside it. */
  readonly autoAnswer?: boolean | "browser";
};

export type DialOutOptions = {
  /** For the record. */
  readonly number: string;
  readonly ringTimeoutMs: number;
  /** Sends the INVITE; `options` say nothing of where to. */
  readonly dial: (legId: LegId, options: LegInviteOptions) => OutgoingInvite;
};

/** A leg that is up, for a page of the same person to go on with. */
export type LegToTakeBack = {
  /** Of the INVITE that takes it over (RFC 3891). */
  readonly replaces: string;
  /** Whether its phone cannot be told anything now. */
  readonly isCutOff: boolean;
  readonly held: boolean;
  /** The number at the other end. */
  readonly party: string;
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

/**
 * What makes a phone answer by itself, in the ways that phones know: Call-Info (Grandstream, Snom, Polycom, our own
 * pages) and Alert-Info (Yealink, Cisco).
 */
const answersItself = [
  ["Call-Info", "<sip:tandem>;answer-after=0"],
  ["Alert-Info", "<http://tandem.invalid>;info=alert-autoanswer;delay=0"],
] as const;

/** The INVITE that rings one phone for a call. */
export function dialing(
  call: Call,
  target: DialTarget,
  { ringTimeoutMs, autoAnswer }: Pick<DialOptions, "ringTimeoutMs" | "autoAnswer">,
): LegSignalling {
  const shown = (call.shownAs ?? call.ani) || "anonymous";
  return {
    kind: "dialing",
    target,
    from: { uri: `sip:${shown}@tandem`, displayName: shown },
    // The desk ties its ringing phone to the call it shows by this header.
    headers: [
      ["X-Tandem-Call", call.id],
      ...(autoAnswer === true || (autoAnswer && target.transport === "webrtc") ? answersItself : []),
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
  if (cause === "media-lost") return { cause, by: "system" };
  const gaveUp = cause === "cancelled" || cause === "answered-elsewhere";
  if (gaveUp || (cause === "unacknowledged" && !answered)) return { cause: "abandoned", by };
  return { cause: "failed", by: "system" };
}
