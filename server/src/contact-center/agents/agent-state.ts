// What is known of one agent: presence, the contact at hand, and what follows from both.
import type { CallId, LegId, QueueId } from "@tandem/kernel";

export type Presence = "available" | "away" | "offline";
/** The code of one of the tenant's reasons, or of the system's own. */
export type AwayReason = string;
/** Why the system takes readiness away: calls that nobody answered, and the break after a long call. */
export type SystemReason = "no-answer" | "long-call";
/** Who changed a presence; a supervisor by name. */
export type PresenceBy =
  | { readonly kind: "agent" }
  | { readonly kind: "system" }
  | { readonly kind: "supervisor"; readonly name: string };
export type WorkState = "idle" | "offered" | "talking" | "on-hold" | "wrap-up";

/** What the agent is told of a caller who is offered. */
export type OfferedContact = {
  readonly callId: CallId;
  /** Null when no queue sent the caller. */
  readonly queueId: QueueId | null;
  readonly queueName: string | null;
  readonly ani: string;
  readonly dnis: string;
  /** How long the caller waited, ms: until the offer, and once answered until the answer. */
  readonly waitMs: number;
  readonly wrapUpMs: number;
  /** The call that the agent's phone was rung for, when a consultation became this one. */
  readonly rungCallId?: CallId;
  /** The caller asked to be called back, and was. */
  readonly isCallback?: boolean;
  /** What flows have noted of the call. */
  readonly tags?: Readonly<Record<string, string>>;
};

export type AgentContact = OfferedContact & {
  readonly phase: Exclude<WorkState, "idle">;
  readonly legId: LegId | undefined;
  readonly offeredAt: number;
  readonly answeredAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly onHoldSince: number | undefined;
  readonly wrapUpUntil: number | undefined;
  /** It goes on without the agent as soon as their leg has ended: nothing is to be wrapped up. */
  readonly isLetGo?: boolean;
};

/** Whom an idle agent is kept free for: somebody who is being called back. */
export type KeptFor = { readonly number: string; readonly queueName: string; readonly since: number };

export type OwnLeg = { readonly callId: CallId; readonly legId: LegId };

export type AgentState = {
  readonly presence: Presence;
  readonly awayReason: AwayReason | undefined;
  readonly presenceSince: number;
  readonly presenceBy: PresenceBy;
  /** When the limit of the reason is over; undefined without a limit. */
  readonly awayUntil: number | undefined;
  /** It is over, and was told. */
  readonly isOverLimit: boolean;
  /** Calls in a row that rang here and were not answered. */
  readonly misses: number;
  /** Who signs the agent out as soon as nothing is left to do; no new calls meanwhile. */
  readonly leaving: PresenceBy | undefined;
  /** Whether a phone of this agent is registered. */
  readonly reachable: boolean;
  readonly contact: AgentContact | undefined;
  /** Legs of calls past all queues: placed by the agent, or by a colleague to them. */
  readonly ownLegs: readonly OwnLeg[];
  readonly keptFor: KeptFor | undefined;
  readonly workStateSince: number;
  /** The call last wrapped up; its disposition may still be filed late. */
  readonly lastCallId: CallId | undefined;
};

export function newAgent(now: number): AgentState {
  return {
    presence: "offline",
    awayReason: undefined,
    presenceSince: now,
    presenceBy: { kind: "agent" },
    awayUntil: undefined,
    isOverLimit: false,
    misses: 0,
    leaving: undefined,
    reachable: false,
    contact: undefined,
    ownLegs: [],
    keptFor: undefined,
    workStateSince: now,
    lastCallId: undefined,
  };
}

export function workStateOf(state: AgentState): WorkState {
  return state.contact?.phase ?? (state.ownLegs.length > 0 ? "talking" : "idle");
}

/** Whether the agent chose to take contacts, and a phone can ring for them. */
export function isReady(state: AgentState): boolean {
  return state.presence === "available" && state.reachable && state.leaving === undefined;
}

/** Whether a contact may be offered to this agent now. */
export function isEligible(state: AgentState): boolean {
  return isReady(state) && state.contact === undefined && state.ownLegs.length === 0;
}

/** When time alone changes something next; undefined: it does not. */
export function wakeTimeOf({ contact, awayUntil, isOverLimit }: AgentState): number | undefined {
  const times = [contact?.wrapUpUntil, isOverLimit ? undefined : awayUntil];
  const at = Math.min(...times.flatMap((time) => time ?? []));
  return at === Infinity ? undefined : at;
}
