// One agent. Presence is chosen; the work state is derived from the contact the agent has, and the
// contact from legs that exist, so that neither can be stuck.
//
// contact phase | means                          | leaves by
// --------------+--------------------------------+---------------------------------------------------
// (none)        | idle                           | offered
// offered       | the agent's phone is rung      | answered, leg-ended
// talking       | caller and agent hear each other | held, leg-ended
// on-hold       | the agent put the caller on hold | resumed, leg-ended
// wrap-up       | the call is over, paper remains | wrap-up-done, time
import { assertNever } from "@tandem/kernel";
import type { CallId, LegId, QueueId } from "@tandem/kernel";

export type Presence = "available" | "away" | "offline";
export type AwayReason = "break" | "meal" | "training" | "meeting" | "other" | "no-answer" | "phone-lost";
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
};

export type AgentContact = OfferedContact & {
  readonly phase: Exclude<WorkState, "idle">;
  readonly legId: LegId | undefined;
  readonly offeredAt: number;
  readonly answeredAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly onHoldSince: number | undefined;
  readonly wrapUpUntil: number | undefined;
};

export type OwnLeg = { readonly callId: CallId; readonly legId: LegId };

export type AgentState = {
  readonly presence: Presence;
  readonly awayReason: AwayReason | undefined;
  readonly presenceSince: number;
  /** Whether a phone of this agent is registered. */
  readonly reachable: boolean;
  readonly contact: AgentContact | undefined;
  /** Legs of calls past all queues: placed by the agent, or by a colleague to them. */
  readonly ownLegs: readonly OwnLeg[];
  readonly workStateSince: number;
  /** The call last wrapped up; its disposition may still be filed late. */
  readonly lastCallId: CallId | undefined;
};

export type AgentInput =
  | {
      readonly kind: "presence-chosen";
      readonly presence: Presence;
      readonly reason: AwayReason | undefined;
      readonly by: "agent" | "system";
    }
  | { readonly kind: "reachability"; readonly reachable: boolean }
  | { readonly kind: "offered"; readonly contact: OfferedContact }
  /** As offered, whatever presence says: a colleague sends somebody. */
  | { readonly kind: "reserved"; readonly contact: OfferedContact }
  /** A colleague put a caller through with whose leg the agent is connected already. */
  | { readonly kind: "joined"; readonly contact: OfferedContact; readonly legId: LegId }
  | { readonly kind: "leg-dialed"; readonly legId: LegId }
  | { readonly kind: "own-leg-began"; readonly leg: OwnLeg }
  /** Another phone of the agent, or the reloaded page, goes on with the call. */
  | { readonly kind: "leg-replaced"; readonly legId: LegId; readonly byLegId: LegId; readonly held: boolean }
  | { readonly kind: "offer-withdrawn"; readonly callId: CallId }
  | { readonly kind: "answered"; readonly legId: LegId }
  | { readonly kind: "held"; readonly legId: LegId; readonly held: boolean }
  /** `lost`: the phone is gone and the caller goes back to the line, so there is nothing to wrap up. */
  | { readonly kind: "leg-ended"; readonly legId: LegId; readonly lost: boolean }
  | { readonly kind: "wrap-up-extended"; readonly callId: CallId; readonly byMs: number }
  | { readonly kind: "wrap-up-done"; readonly callId: CallId }
  | { readonly kind: "time" };

export type AgentEffect =
  | { readonly kind: "presence-changed"; readonly from: Presence; readonly by: "agent" | "system" }
  | { readonly kind: "wrap-up-started"; readonly callId: CallId; readonly until: number }
  | {
      readonly kind: "wrap-up-finished";
      readonly callId: CallId;
      readonly by: "agent" | "timeout";
      readonly wrapUpMs: number;
    }
  | { readonly kind: "wake-at"; readonly at: number };

export type AgentStep = { readonly state: AgentState; readonly effects: readonly AgentEffect[] };

export function newAgent(now: number): AgentState {
  return {
    presence: "offline",
    awayReason: undefined,
    presenceSince: now,
    reachable: false,
    contact: undefined,
    ownLegs: [],
    workStateSince: now,
    lastCallId: undefined,
  };
}

export function workStateOf(state: AgentState): WorkState {
  return state.contact?.phase ?? (state.ownLegs.length > 0 ? "talking" : "idle");
}

/** Whether a contact may be offered to this agent now. */
export function isEligible(state: AgentState): boolean {
  return (
    state.presence === "available" &&
    state.reachable &&
    state.contact === undefined &&
    state.ownLegs.length === 0
  );
}

export function stepAgent(state: AgentState, input: AgentInput, now: number): AgentStep {
  switch (input.kind) {
    case "presence-chosen":
      return choosePresence(state, input, now);
    case "reachability":
      return same(state.reachable === input.reachable ? state : { ...state, reachable: input.reachable });
    case "offered":
      return isEligible(state) ? same(withContact(state, newContact(input.contact, now), now)) : same(state);
    case "reserved":
      return state.contact ? same(state) : same(withContact(state, newContact(input.contact, now), now));
    case "joined":
      return join(state, input, now);
    case "leg-replaced":
      return legReplaced({ ...state, ownLegs: renamed(state.ownLegs, input) }, input, now);
    case "leg-dialed":
      return changeContact(state, now, "offered", (contact) => ({ ...contact, legId: input.legId }));
    case "own-leg-began":
      return same(withOwnLegs(state, [...state.ownLegs, input.leg], now));
    case "offer-withdrawn": {
      const withdrawn = state.contact?.phase === "offered" && state.contact.callId === input.callId;
      return same(withdrawn ? withContact(state, undefined, now) : state);
    }
    case "answered":
      if (state.contact?.legId !== input.legId) return same(state);
      return changeContact(state, now, "offered", (contact) => ({
        ...contact,
        phase: "talking",
        answeredAt: now,
        waitMs: contact.waitMs + now - contact.offeredAt,
      }));
    case "held":
      return hold(state, input, now);
    case "leg-ended": {
      const rest = withOwnLegs(state, without(state.ownLegs, input.legId), now);
      return rest.contact?.legId === input.legId ? legEnded(rest, rest.contact, input.lost, now) : same(rest);
    }
    case "wrap-up-extended":
      return extendWrapUp(state, input, now);
    case "wrap-up-done":
      return state.contact?.callId === input.callId ? finishWrapUp(state, "agent", now) : same(state);
    case "time":
      return timePassed(state, now);
    default:
      return assertNever(input);
  }
}

function same(state: AgentState): AgentStep {
  return { state, effects: [] };
}

function newContact(offered: OfferedContact, now: number): AgentContact {
  return {
    ...offered,
    phase: "offered",
    legId: undefined,
    offeredAt: now,
    answeredAt: undefined,
    endedAt: undefined,
    onHoldSince: undefined,
    wrapUpUntil: undefined,
  };
}

function withContact(state: AgentState, contact: AgentContact | undefined, now: number): AgentState {
  const next = { ...state, contact };
  return workStateOf(next) === workStateOf(state) ? next : { ...next, workStateSince: now };
}

/** The same list when the leg is not in it. */
function without(legs: readonly OwnLeg[], legId: LegId): readonly OwnLeg[] {
  return legs.some((leg) => leg.legId === legId) ? legs.filter((leg) => leg.legId !== legId) : legs;
}

function renamed(
  legs: readonly OwnLeg[],
  { legId, byLegId }: { readonly legId: LegId; readonly byLegId: LegId },
): readonly OwnLeg[] {
  return legs.map((leg) => (leg.legId === legId ? { ...leg, legId: byLegId } : leg));
}

function withOwnLegs(state: AgentState, ownLegs: readonly OwnLeg[], now: number): AgentState {
  if (ownLegs === state.ownLegs) return state;
  const next = { ...state, ownLegs };
  return workStateOf(next) === workStateOf(state) ? next : { ...next, workStateSince: now };
}

function changeContact(
  state: AgentState,
  now: number,
  phase: WorkState,
  change: (contact: AgentContact) => AgentContact,
): AgentStep {
  if (!state.contact || state.contact.phase !== phase) return same(state);
  return same(withContact(state, change(state.contact), now));
}

function choosePresence(
  state: AgentState,
  input: Extract<AgentInput, { kind: "presence-chosen" }>,
  now: number,
): AgentStep {
  const reason = input.presence === "away" ? (input.reason ?? "other") : undefined;
  if (state.presence === input.presence && state.awayReason === reason) return same(state);
  return {
    state: { ...state, presence: input.presence, awayReason: reason, presenceSince: now },
    effects: [{ kind: "presence-changed", from: state.presence, by: input.by }],
  };
}

/** In place of the talk with the colleague, if that had come by a queue. */
function join(state: AgentState, input: Extract<AgentInput, { kind: "joined" }>, now: number): AgentStep {
  if (state.contact && state.contact.legId !== input.legId) return same(state);
  const { legId } = input;
  const contact = { ...newContact(input.contact, now), phase: "talking" as const, legId, answeredAt: now };
  return same(withContact(withOwnLegs(state, without(state.ownLegs, legId), now), contact, now));
}

function legReplaced(
  state: AgentState,
  input: Extract<AgentInput, { kind: "leg-replaced" }>,
  now: number,
): AgentStep {
  const { contact } = state;
  if (!contact || contact.legId !== input.legId) return same(state);
  const phase = input.held ? "on-hold" : "talking";
  const onHoldSince = input.held ? (contact.onHoldSince ?? now) : undefined;
  return same(withContact(state, { ...contact, phase, legId: input.byLegId, onHoldSince }, now));
}

function hold(state: AgentState, input: Extract<AgentInput, { kind: "held" }>, now: number): AgentStep {
  if (state.contact?.legId !== input.legId) return same(state);
  return input.held
    ? changeContact(state, now, "talking", (contact) => ({ ...contact, phase: "on-hold", onHoldSince: now }))
    : changeContact(state, now, "on-hold", (contact) => ({
        ...contact,
        phase: "talking",
        onHoldSince: undefined,
      }));
}

function legEnded(state: AgentState, contact: AgentContact, lost: boolean, now: number): AgentStep {
  if (contact.phase === "wrap-up") return same(state);
  if (contact.phase === "offered" || lost) return same(withContact(state, undefined, now));
  const until = now + contact.wrapUpMs;
  const wrapUp: AgentContact = {
    ...contact,
    phase: "wrap-up",
    legId: undefined,
    endedAt: now,
    onHoldSince: undefined,
    wrapUpUntil: until,
  };
  return {
    state: withContact(state, wrapUp, now),
    effects: [
      { kind: "wrap-up-started", callId: contact.callId, until },
      { kind: "wake-at", at: until },
    ],
  };
}

function extendWrapUp(
  state: AgentState,
  input: Extract<AgentInput, { kind: "wrap-up-extended" }>,
  now: number,
): AgentStep {
  const { contact } = state;
  if (contact?.wrapUpUntil === undefined || contact.callId !== input.callId) return same(state);
  const until = contact.wrapUpUntil + input.byMs;
  return {
    state: withContact(state, { ...contact, wrapUpUntil: until }, now),
    effects: [{ kind: "wake-at", at: until }],
  };
}

/** A timer may ring a little early: then it is set again, or wrap-up would never end. */
function timePassed(state: AgentState, now: number): AgentStep {
  const until = state.contact?.wrapUpUntil;
  if (until === undefined) return same(state);
  return until <= now
    ? finishWrapUp(state, "timeout", now)
    : { state, effects: [{ kind: "wake-at", at: until }] };
}

function finishWrapUp(state: AgentState, by: "agent" | "timeout", now: number): AgentStep {
  const { contact } = state;
  if (contact?.phase !== "wrap-up") return same(state);
  const wrapUpMs = now - (contact.endedAt ?? now);
  return {
    state: { ...withContact(state, undefined, now), lastCallId: contact.callId },
    effects: [{ kind: "wrap-up-finished", callId: contact.callId, by, wrapUpMs }],
  };
}
