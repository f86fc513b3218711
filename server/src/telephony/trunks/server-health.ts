// How one server of a trunk is doing, from the answers to OPTIONS and to calls (RFC 3261 §11).
//
// state       | means                                        | asked again
// ------------+----------------------------------------------+------------------------------
// unknown     | not asked yet, or not to be asked            | at once
// up          | the last question was answered               | after the interval
// degraded    | one question in a row was not answered       | soon
// down        | several in a row were not                    | soon, then ever more slowly
// auth-failed | it does not take our password                | after the interval
// loop        | the question came back to ourselves          | after the interval
//
// Any answer but 408, 482, 503 and an unanswerable 401 proves that somebody is there, also 404 and 405: many
// carriers answer OPTIONS so.
import { assertNever } from "@tandem/kernel";

export type HealthState = "unknown" | "up" | "degraded" | "down" | "auth-failed" | "loop";

export type HealthCause =
  | { readonly kind: "no-answer" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "host-not-found" }
  | { readonly kind: "wrong-password" }
  | { readonly kind: "password-unreadable" }
  | { readonly kind: "loop" }
  | { readonly kind: "refused"; readonly status: number };

export type ServerHealth = {
  readonly state: HealthState;
  readonly cause: HealthCause | undefined;
  readonly since: number;
  readonly failures: number;
  readonly roundTripMs: number | undefined;
  /** No calls are sent there before: a call found it silent or was asked to wait. */
  readonly restsUntil: number;
};

export type HealthInput =
  | { readonly kind: "answered"; readonly status: number; readonly roundTripMs: number }
  | {
      readonly kind: "failed";
      readonly cause: "no-answer" | "unreachable" | "host-not-found";
    }
  | { readonly kind: "looped" }
  /** A call found it silent, or was sent away for a while. */
  | { readonly kind: "rest"; readonly forMs: number };

export type HealthStep = {
  readonly state: ServerHealth;
  /** When to ask again; undefined after `rest`. */
  readonly askInMs: number | undefined;
};

/** One lost datagram is no outage; a second question unanswered is. */
const failuresUntilDown = 2;
const firstRetryMs = 2000;

export function newHealth(now: number): ServerHealth {
  return {
    state: "unknown",
    cause: undefined,
    since: now,
    failures: 0,
    roundTripMs: undefined,
    restsUntil: 0,
  };
}

/** `random` in [0, 1) spreads the questions of many nodes and trunks. */
export function stepHealth(
  health: ServerHealth,
  input: HealthInput,
  { now, intervalMs, random }: { readonly now: number; readonly intervalMs: number; readonly random: number },
): HealthStep {
  const next = { intervalMs, random };
  switch (input.kind) {
    case "answered":
      return {
        state: answered(health, input, now),
        askInMs: delayMs(stateOf(input.status) === "up" ? 0 : 1, next),
      };
    case "failed": {
      const failures = health.failures + 1;
      const state = failures >= failuresUntilDown ? "down" : "degraded";
      const cause = { kind: input.cause };
      return { state: enter(health, state, { cause, failures }, now), askInMs: delayMs(failures, next) };
    }
    case "looped":
      return { state: enter(health, "loop", { cause: { kind: "loop" } }, now), askInMs: delayMs(0, next) };
    case "rest":
      return { state: { ...health, restsUntil: now + input.forMs }, askInMs: undefined };
    default:
      return assertNever(input);
  }
}

function stateOf(status: number): HealthState {
  if (status === 401 || status === 407 || status === 403) return "auth-failed";
  if (status === 482) return "loop";
  return status === 408 || status === 503 ? "degraded" : "up";
}

function answered(
  health: ServerHealth,
  { status, roundTripMs }: Extract<HealthInput, { kind: "answered" }>,
  now: number,
): ServerHealth {
  const state = stateOf(status);
  const causes: Partial<Record<HealthState, HealthCause>> = {
    "auth-failed": { kind: "wrong-password" },
    loop: { kind: "loop" },
    degraded: { kind: "refused", status },
  };
  const restsUntil = state === "up" ? 0 : health.restsUntil;
  return enter(health, state, { cause: causes[state], failures: 0, roundTripMs, restsUntil }, now);
}

function enter(
  health: ServerHealth,
  state: HealthState,
  more: Partial<ServerHealth>,
  now: number,
): ServerHealth {
  const since = state === health.state ? health.since : now;
  return { ...health, ...more, state, since };
}

/** 2, 4, 8 … s after failures, at most the interval; spread by ±10 %. */
function delayMs(failures: number, { intervalMs, random }: { intervalMs: number; random: number }): number {
  const plain =
    failures === 0 ? intervalMs : Math.min(intervalMs, firstRetryMs * 2 ** Math.min(failures - 1, 8));
  return Math.round(plain * (0.9 + 0.2 * random));
}
