// The ringing of one person's phones for one leg, as a pure step.
//
// attempt    | means                                     | leaves by
// -----------+-------------------------------------------+-----------------------------------------------
// idle       | its round has not come                    | its round begins
// ringing    | dialed, not answered                      | answered, ended, its round is over, stop
// confirming | answered, the key is not pressed yet      | confirmed, not-confirmed, ended, stop
// over       | declined, busy, gone, not confirmed       | –
//
// ring       | means                                     | leaves by
// -----------+-------------------------------------------+-----------------------------------------------
// ringing    | at least one attempt is idle, ringing or confirming | an attempt wins, all are over, stop
// won        | one attempt is the leg                    | –
// ended      | nobody answered                           | –
//
// One device that declines (603) ends the ringing of all: the person does not want the call. One that is
// busy (486) only drops out (RFC 3261 §21.4.18, §21.6.2).
import { assertNever } from "@tandem/kernel";
import type { LegEndCause } from "./leg-causes.ts";

export type AttemptState = {
  readonly round: number;
  readonly needsConfirmation: boolean;
  readonly phase: "idle" | "ringing" | "confirming" | "over";
  readonly cause: LegEndCause | undefined;
};

export type RingState = {
  readonly phase: "ringing" | "won" | "ended";
  readonly round: number;
  readonly lastRound: number;
  readonly alerted: boolean;
  readonly attempts: readonly AttemptState[];
};

/** `attempt` counts through all rounds, from 0. */
export type RingInput =
  | { readonly kind: "start" }
  | { readonly kind: "alerting" }
  | { readonly kind: "answered"; readonly attempt: number }
  | { readonly kind: "confirmed"; readonly attempt: number }
  | { readonly kind: "not-confirmed"; readonly attempt: number }
  | { readonly kind: "ended"; readonly attempt: number; readonly cause: LegEndCause }
  | { readonly kind: "round-over"; readonly round: number }
  | { readonly kind: "stop"; readonly cause: LegEndCause };

export type RingEffect =
  | { readonly kind: "dial"; readonly attempt: number }
  | { readonly kind: "stop-attempt"; readonly attempt: number; readonly cause: LegEndCause }
  | { readonly kind: "ask"; readonly attempt: number }
  | { readonly kind: "time-round"; readonly round: number }
  | { readonly kind: "tell-ringing" }
  | { readonly kind: "win"; readonly attempt: number }
  | { readonly kind: "tell-ended"; readonly cause: LegEndCause };

export type RingStep = { readonly state: RingState; readonly effects: readonly RingEffect[] };

/** `rounds` lists, for each round, which of its attempts need a confirmation. */
export function newRing(rounds: readonly (readonly boolean[])[]): RingState {
  const attempts = rounds.flatMap((round, index) =>
    round.map((needsConfirmation): AttemptState => ({
      round: index,
      needsConfirmation,
      phase: "idle",
      cause: undefined,
    })),
  );
  return { phase: "ringing", round: -1, lastRound: rounds.length - 1, alerted: false, attempts };
}

export function stepRing(state: RingState, input: RingInput): RingStep {
  if (state.phase !== "ringing") return stay(state);
  switch (input.kind) {
    case "start":
      return state.round === -1 ? nextRound(state) : stay(state);
    case "alerting":
      if (state.alerted) return stay(state);
      return { state: { ...state, alerted: true }, effects: [{ kind: "tell-ringing" }] };
    case "answered":
      return answered(state, input.attempt);
    case "confirmed":
      return state.attempts[input.attempt]?.phase === "confirming" ? win(state, input.attempt) : stay(state);
    case "not-confirmed": {
      if (state.attempts[input.attempt]?.phase !== "confirming") return stay(state);
      const stop: RingEffect = { kind: "stop-attempt", attempt: input.attempt, cause: "no-answer" };
      return before([stop], goOn(withOver(state, input.attempt, "no-answer")));
    }
    case "ended":
      return ended(state, input.attempt, input.cause);
    case "round-over":
      return roundOver(state, input.round);
    case "stop":
      return end(state, input.cause);
    default:
      return assertNever(input);
  }
}

function stay(state: RingState): RingStep {
  return { state, effects: [] };
}

function before(effects: readonly RingEffect[], step: RingStep): RingStep {
  return { state: step.state, effects: [...effects, ...step.effects] };
}

function change(state: RingState, attempt: number, to: Partial<AttemptState>): RingState {
  return {
    ...state,
    attempts: state.attempts.map((each, index) => (index === attempt ? { ...each, ...to } : each)),
  };
}

function withOver(state: RingState, attempt: number, cause: LegEndCause): RingState {
  return change(state, attempt, { phase: "over", cause });
}

function nextRound(state: RingState): RingStep {
  const round = state.round + 1;
  const begun: RingState = {
    ...state,
    round,
    attempts: state.attempts.map((each) => (each.round === round ? { ...each, phase: "ringing" } : each)),
  };
  const dials = indexesOf(begun, (each) => each.round === round).map((attempt): RingEffect => ({
    kind: "dial",
    attempt,
  }));
  return { state: begun, effects: [...dials, { kind: "time-round", round }] };
}

function answered(state: RingState, attempt: number): RingStep {
  const found = state.attempts[attempt];
  if (found?.phase !== "ringing") return stay(state);
  if (!found.needsConfirmation) return win(state, attempt);
  return { state: change(state, attempt, { phase: "confirming" }), effects: [{ kind: "ask", attempt }] };
}

function win(state: RingState, attempt: number): RingStep {
  return {
    state: { ...state, phase: "won" },
    effects: [...stopAll(state, "answered-elsewhere", attempt), { kind: "win", attempt }],
  };
}

function ended(state: RingState, attempt: number, cause: LegEndCause): RingStep {
  const found = state.attempts[attempt];
  if (!found || found.phase === "idle" || found.phase === "over") return stay(state);
  const over = withOver(state, attempt, cause);
  return cause === "declined" ? end(over, "declined") : goOn(over);
}

/** The next round begins early when nothing of this one is left; without one, nobody answered. */
function goOn(state: RingState): RingStep {
  const isBusy = state.attempts.some(({ phase }) => phase === "ringing" || phase === "confirming");
  if (isBusy) return stay(state);
  return state.round < state.lastRound ? nextRound(state) : end(state, outcomeOf(state.attempts));
}

/** Whoever is about to press the key goes on; the phones that only ring stop. */
function roundOver(state: RingState, round: number): RingStep {
  if (round !== state.round || round === state.lastRound) return stay(state);
  const ringing = indexesOf(state, ({ phase }) => phase === "ringing");
  const stops = ringing.map((attempt): RingEffect => ({ kind: "stop-attempt", attempt, cause: "no-answer" }));
  const stopped = ringing.reduce((next, attempt) => withOver(next, attempt, "no-answer"), state);
  return before(stops, nextRound(stopped));
}

function end(state: RingState, cause: LegEndCause): RingStep {
  return {
    state: { ...state, phase: "ended" },
    effects: [...stopAll(state, cause, undefined), { kind: "tell-ended", cause }],
  };
}

function stopAll(state: RingState, cause: LegEndCause, except: number | undefined): RingEffect[] {
  return indexesOf(state, ({ phase }) => phase === "ringing" || phase === "confirming")
    .filter((attempt) => attempt !== except)
    .map((attempt) => ({ kind: "stop-attempt", attempt, cause }));
}

function indexesOf(state: RingState, wanted: (attempt: AttemptState) => boolean): number[] {
  return state.attempts.flatMap((attempt, index) => (wanted(attempt) ? [index] : []));
}

/** What a caller should know of several failures: a person was there, a phone rang, or none could be reached. */
function outcomeOf(attempts: readonly AttemptState[]): LegEndCause {
  const causes = attempts.map(({ cause }) => cause);
  const telling: readonly LegEndCause[] = ["busy", "no-answer"];
  return telling.find((each) => causes.includes(each)) ?? causes.find((each) => each) ?? "unreachable";
}
