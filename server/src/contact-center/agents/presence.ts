// What becomes of an agent's presence. The agent and supervisors choose it; the system only ever takes readiness away,
// so that nobody on a break is flipped back.
//
// presence  | leaves by
// ----------+-------------------------------------------------------------------------------
// available | presence-chosen, calls missed (→ away), a long call (→ away), signed-out
// away      | presence-chosen, signed-out
// offline   | presence-chosen
import { workStateOf } from "./agent-state.ts";
import type { AgentContact, AgentState, PresenceBy, SystemReason } from "./agent-state.ts";
import { same } from "./agent-step.ts";
import type { AgentInput, AgentRules, AgentStep } from "./agent-step.ts";

export function choosePresence(
  state: AgentState,
  { presence, reason, by }: Extract<AgentInput, { kind: "presence-chosen" }>,
  now: number,
  { limitsMs }: AgentRules,
): AgentStep {
  const awayReason = presence === "away" ? (reason ?? "other") : undefined;
  if (state.presence === presence && state.awayReason === awayReason) return same(state);
  const limitMs = awayReason === undefined ? undefined : limitsMs.get(awayReason);
  const awayUntil = limitMs === undefined ? undefined : now + limitMs;
  return enter(state, { presence, awayReason, awayUntil, presenceBy: by }, now);
}

/** Offline, at once or when the call at hand and its wrap-up are over. */
export function signOut(state: AgentState, by: PresenceBy, now: number): AgentStep {
  return leaveWhenIdle({ ...state, leaving: by }, now);
}

/** The end of a sign-out that waited. */
export function leaveWhenIdle(state: AgentState, now: number): AgentStep {
  const { leaving } = state;
  if (!leaving || workStateOf(state) !== "idle") return same(state);
  const { state: left, effects } = enter(
    { ...state, leaving: undefined },
    { presence: "offline", awayReason: undefined, awayUntil: undefined, presenceBy: leaving },
    now,
  );
  return { state: left, effects: [...(state.presence === "offline" ? [] : effects), { kind: "left" }] };
}

/** A call rang here for its whole time. */
export function missCall(state: AgentState, now: number, { missesToAway }: AgentRules): AgentStep {
  const misses = state.misses + 1;
  const missed = { ...state, misses };
  return missesToAway > 0 && misses >= missesToAway
    ? sendAway(missed, "no-answer", undefined, now)
    : same(missed);
}

/** After a call and its wrap-up: whether it was so long that a break is due. */
export function restAfter(
  state: AgentState,
  { answeredAt, endedAt }: AgentContact,
  now: number,
  { longCall }: AgentRules,
): AgentStep {
  if (!longCall || answeredAt === undefined || (endedAt ?? now) - answeredAt < longCall.overMs)
    return same(state);
  return sendAway(state, "long-call", now + longCall.breakMs, now);
}

/** Tells once that somebody is away longer than the reason allows. */
export function judgeLimit(state: AgentState, now: number): AgentStep {
  const { awayUntil, awayReason, isOverLimit } = state;
  if (awayUntil === undefined || awayReason === undefined || isOverLimit || awayUntil > now)
    return same(state);
  // The break after a long call is a gift: nobody is blamed for its end.
  const effects =
    awayReason === "long-call" ? [] : [{ kind: "away-limit-passed", reason: awayReason } as const];
  return { state: { ...state, isOverLimit: true }, effects };
}

/** Only who is ready: a break that somebody chose is theirs. */
function sendAway(
  state: AgentState,
  awayReason: SystemReason,
  awayUntil: number | undefined,
  now: number,
): AgentStep {
  if (state.presence !== "available") return same(state);
  return enter(state, { presence: "away", awayReason, awayUntil, presenceBy: { kind: "system" } }, now);
}

function enter(
  state: AgentState,
  presence: Pick<AgentState, "presence" | "awayReason" | "awayUntil" | "presenceBy">,
  now: number,
): AgentStep {
  return {
    state: { ...state, ...presence, presenceSince: now, isOverLimit: false, misses: 0 },
    effects: [{ kind: "presence-changed", from: state.presence }],
  };
}
