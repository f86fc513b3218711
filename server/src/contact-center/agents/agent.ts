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
import type { LegId } from "@tandem/kernel";
import { isEligible, newAgent, workStateOf } from "./agent-state.ts";
import type { AgentContact, AgentState, OfferedContact, OwnLeg, WorkState } from "./agent-state.ts";
import { andThen, noRules, same } from "./agent-step.ts";
import type { AgentInput, AgentRules, AgentStep } from "./agent-step.ts";
import { choosePresence, judgeLimit, leaveWhenIdle, missCall, restAfter, signOut } from "./presence.ts";

/** `rules`: of the tenant and of the queue of the contact at hand. */
export function stepAgent(
  state: AgentState,
  input: AgentInput,
  now: number,
  rules: AgentRules = noRules,
): AgentStep {
  return andThen(step(state, input, now, rules), (next) => leaveWhenIdle(next, now));
}

function step(state: AgentState, input: AgentInput, now: number, rules: AgentRules): AgentStep {
  switch (input.kind) {
    case "presence-chosen":
      return choosePresence(state, input, now, rules);
    case "signed-out":
      return signOut(state, input.by, now);
    case "sign-out-withdrawn":
      return same(state.leaving ? { ...state, leaving: undefined } : state);
    case "reachability":
      return same(state.reachable === input.reachable ? state : { ...state, reachable: input.reachable });
    case "offered":
      return isEligible(state) ? same(withContact(state, newContact(input.contact, now), now)) : same(state);
    case "reserved":
      return state.contact ? same(state) : same(withContact(state, newContact(input.contact, now), now));
    case "kept-free":
      return same({ ...state, keptFor: input.keptFor });
    case "joined":
      return join(state, input, now);
    case "leg-replaced":
      return legReplaced({ ...state, ownLegs: renamed(state.ownLegs, input) }, input, now);
    case "let-go": {
      const { contact } = state;
      if (contact?.callId !== input.callId) return same(state);
      return same({ ...state, contact: { ...contact, isLetGo: true } });
    }
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
      return changeContact({ ...state, misses: 0 }, now, "offered", (contact) => ({
        ...contact,
        phase: "talking",
        answeredAt: now,
        waitMs: contact.waitMs + now - contact.offeredAt,
      }));
    case "held":
      return hold(state, input, now);
    case "leg-ended": {
      const rest = withOwnLegs(state, without(state.ownLegs, input.legId), now);
      if (rest.contact?.legId !== input.legId) return same(rest);
      const ended = legEnded(rest, rest.contact, input.lost, now);
      const missed = input.missed === true && rest.contact.phase === "offered";
      return missed ? andThen(ended, (next) => missCall(next, now, rules)) : ended;
    }
    case "wrap-up-extended":
      return extendWrapUp(state, input, now);
    case "wrap-up-done":
      return state.contact?.callId === input.callId ? finishWrapUp(state, "agent", now, rules) : same(state);
    case "time":
      return timePassed(state, now, rules);
    default:
      return assertNever(input);
  }
}

/**
 * The agent of an earlier process: presence and contact go on, as far as their legs are there still. Phones have to
 * register again, and one that rang rings no more.
 */
export function restoreAgent(kept: AgentState, hasLeg: (leg: OwnLeg) => boolean): AgentState {
  const { contact } = kept;
  const isThere =
    contact !== undefined &&
    (contact.phase === "wrap-up" ||
      (contact.phase !== "offered" &&
        contact.legId !== undefined &&
        hasLeg({ callId: contact.callId, legId: contact.legId })));
  return {
    // What an earlier version did not know.
    ...newAgent(kept.presenceSince),
    ...kept,
    reachable: false,
    keptFor: undefined,
    contact: isThere ? contact : undefined,
    ownLegs: kept.ownLegs.filter(hasLeg),
  };
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
  if (contact.phase === "offered" || lost || contact.isLetGo) return same(withContact(state, undefined, now));
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
    effects: [{ kind: "wrap-up-started", callId: contact.callId, until }],
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
  return same(withContact(state, { ...contact, wrapUpUntil: until }, now));
}

function timePassed(state: AgentState, now: number, rules: AgentRules): AgentStep {
  const until = state.contact?.wrapUpUntil;
  const isDue = until !== undefined && until <= now;
  const wrappedUp = isDue ? finishWrapUp(state, "timeout", now, rules) : same(state);
  return andThen(wrappedUp, (next) => judgeLimit(next, now));
}

function finishWrapUp(state: AgentState, by: "agent" | "timeout", now: number, rules: AgentRules): AgentStep {
  const { contact } = state;
  if (contact?.phase !== "wrap-up") return same(state);
  const wrapUpMs = now - (contact.endedAt ?? now);
  const finished: AgentStep = {
    state: { ...withContact(state, undefined, now), lastCallId: contact.callId },
    effects: [{ kind: "wrap-up-finished", callId: contact.callId, by, wrapUpMs }],
  };
  return andThen(finished, (next) => restAfter(next, contact, now, rules));
}
