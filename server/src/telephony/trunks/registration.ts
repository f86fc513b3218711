// Our registration at a carrier (RFC 3261 §10.2): sent, refreshed at half its time, tried again with growing
// pauses, and taken back at the end. Pure; the shell sends what `stepRegistration` asks for.
//
// phase      | means                        | leaves by
// -----------+------------------------------+------------------------------------------------
// idle       | nothing is sent              | start
// asking     | our REGISTER is out          | answered, failed, stop
// registered | the carrier knows us         | time (refresh), stop
// waiting    | it did not work              | time (next try), check, stop
// leaving    | our REGISTER with 0 is out   | answered, failed
import { assertNever } from "@tandem/kernel";
import type { HealthCause, HealthState } from "./server-health.ts";

export type RegistrationPhase = "idle" | "asking" | "registered" | "waiting" | "leaving";

export type RegistrationState = {
  readonly phase: RegistrationPhase;
  /** The server that is asked, for the words of a cause. */
  readonly server: string;
  readonly state: HealthState;
  readonly cause: HealthCause | undefined;
  readonly since: number;
  /** What we ask for; a 423 raises it (RFC 3261 §10.2.8). */
  readonly expiresSeconds: number;
  /** Until when the carrier knows us. */
  readonly registeredUntil: number | undefined;
  readonly failures: number;
};

export type RegistrationInput =
  | { readonly kind: "start" | "check" | "time" | "stop" }
  | {
      readonly kind: "answered";
      readonly status: number;
      /** What the carrier granted, with 200; Min-Expires, with 423; Retry-After, with 503. In seconds. */
      readonly grantedSeconds: number | undefined;
      readonly minSeconds: number | undefined;
      readonly retrySeconds: number | undefined;
    }
  | {
      readonly kind: "failed";
      readonly cause: "no-answer" | "unreachable" | "host-not-found";
    };

export type RegistrationEffect =
  | { readonly kind: "send"; readonly expiresSeconds: number }
  | { readonly kind: "wake"; readonly inMs: number }
  | { readonly kind: "no-wake" };

export type RegistrationStep = {
  readonly state: RegistrationState;
  readonly effects: readonly RegistrationEffect[];
};

/** RFC 5626 §4.5 for a single registrar: 30 s, doubled, at most half an hour; between half and all of it. */
const firstPauseMs = 30_000;
const longestPauseMs = 1_800_000;
/** A wrong password is not tried often: carriers lock accounts. */
const wrongPasswordPauseMs = 300_000;

export function newRegistration(server: string, expiresSeconds: number, now: number): RegistrationState {
  return {
    phase: "idle",
    server,
    state: "unknown",
    cause: undefined,
    since: now,
    expiresSeconds,
    registeredUntil: undefined,
    failures: 0,
  };
}

/** `random` in [0, 1). */
export function stepRegistration(
  state: RegistrationState,
  input: RegistrationInput,
  now: number,
  random: number,
): RegistrationStep {
  switch (input.kind) {
    case "start":
      return state.phase === "idle" ? ask(state) : stay(state);
    case "check":
    case "time":
      return state.phase === "registered" || state.phase === "waiting"
        ? ask(expired(state, now))
        : stay(state);
    case "stop":
      return stop(state);
    case "answered":
      if (state.phase === "leaving") return { state: { ...state, phase: "idle" }, effects: [] };
      return state.phase === "asking" ? answered(state, input, now, random) : stay(state);
    case "failed":
      if (state.phase === "leaving") return { state: { ...state, phase: "idle" }, effects: [] };
      if (state.phase !== "asking") return stay(state);
      return wait(state, "down", { kind: input.cause }, now, pauseMs(state.failures, random));
    default:
      return assertNever(input);
  }
}

function stay(state: RegistrationState): RegistrationStep {
  return { state, effects: [] };
}

function ask(state: RegistrationState): RegistrationStep {
  return {
    state: { ...state, phase: "asking" },
    effects: [{ kind: "no-wake" }, { kind: "send", expiresSeconds: state.expiresSeconds }],
  };
}

/** Whoever was never registered has nothing to take back. */
function stop(state: RegistrationState): RegistrationStep {
  if (state.phase === "idle" || state.phase === "leaving") return stay(state);
  if (state.registeredUntil === undefined)
    return { state: { ...state, phase: "idle" }, effects: [{ kind: "no-wake" }] };
  return {
    state: { ...state, phase: "leaving", registeredUntil: undefined },
    effects: [{ kind: "no-wake" }, { kind: "send", expiresSeconds: 0 }],
  };
}

function answered(
  state: RegistrationState,
  input: Extract<RegistrationInput, { kind: "answered" }>,
  now: number,
  random: number,
): RegistrationStep {
  const { status, minSeconds, retrySeconds } = input;
  if (status >= 200 && status < 300) return registered(state, input.grantedSeconds, now);
  if (status === 423 && minSeconds !== undefined && minSeconds > state.expiresSeconds) {
    return ask({ ...state, expiresSeconds: minSeconds });
  }
  // 403 is how many registrars say that the password is wrong.
  if (status === 401 || status === 407 || status === 403) {
    return wait(state, "auth-failed", { kind: "wrong-password" }, now, wrongPasswordPauseMs);
  }
  if (status === 482) return wait(state, "loop", { kind: "loop" }, now, wrongPasswordPauseMs);
  const pause = retrySeconds === undefined ? pauseMs(state.failures, random) : retrySeconds * 1000;
  return wait(state, "down", { kind: "refused", status }, now, Math.min(pause, longestPauseMs));
}

function registered(
  state: RegistrationState,
  grantedSeconds: number | undefined,
  now: number,
): RegistrationStep {
  const seconds = grantedSeconds ?? state.expiresSeconds;
  const registeredUntil = now + seconds * 1000;
  const since = state.state === "up" ? state.since : now;
  return {
    state: {
      ...state,
      phase: "registered",
      state: "up",
      cause: undefined,
      since,
      registeredUntil,
      failures: 0,
    },
    // Half leaves time for several tries before the carrier forgets us.
    effects: [{ kind: "wake", inMs: Math.max(1000, seconds * 500) }],
  };
}

/** What the carrier granted before holds until it runs out: then calls may still go on. */
function wait(
  state: RegistrationState,
  name: HealthState,
  cause: HealthCause,
  now: number,
  inMs: number,
): RegistrationStep {
  const current = expired(state, now);
  const left =
    current.registeredUntil === undefined ? inMs : Math.min(inMs, (current.registeredUntil - now) / 2);
  const since = state.state === name ? state.since : now;
  return {
    state: { ...current, phase: "waiting", state: name, cause, since, failures: state.failures + 1 },
    effects: [{ kind: "wake", inMs: Math.round(Math.max(1000, left)) }],
  };
}

function expired(state: RegistrationState, now: number): RegistrationState {
  const over = state.registeredUntil !== undefined && state.registeredUntil <= now;
  return over ? { ...state, registeredUntil: undefined } : state;
}

function pauseMs(failures: number, random: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 8)) * (0.5 + random / 2);
}
