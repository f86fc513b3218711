// How often one name, or one source, may try to sign in.
//
// | state         | attempt                                        | success                  |
// |---------------|------------------------------------------------|--------------------------|
// | (none)        | allowed: counting                              |                          |
// | counting      | allowed; with the last free one: blocked       | one attempt is taken back |
// | blocked until | refused; afterwards allowed, blocked for twice as long | counting, one attempt less |
//
// Attempts count when they begin, not when they fail: many at once must not slip through together.
import type { Millis } from "@tandem/kernel";

export type Throttle = { readonly attempts: number; readonly blockedUntil: Millis; readonly lastAt: Millis };

export type ThrottleLimits = {
  /** Attempts without any wait. */
  readonly free: number;
  /** The first wait; each further attempt doubles it. */
  readonly firstBlockMs: number;
  readonly maxBlockMs: number;
  /** After so long without an attempt all is forgotten. */
  readonly forgetMs: number;
};

/** A person mistypes a few times; a minute's wait makes guessing hopeless and locks nobody out for long. */
export const perName: ThrottleLimits = {
  free: 5,
  firstBlockMs: 2_000,
  maxBlockMs: 60_000,
  forgetMs: 900_000,
};
/** An office behind one address signs in together at the start of a shift. */
export const perSource: ThrottleLimits = { ...perName, free: 50 };

/** Counts one attempt: the new state, and how long to wait when it is refused (0: go on). */
export function stepAttempt(
  state: Throttle | undefined,
  limits: ThrottleLimits,
  now: Millis,
): { state: Throttle; waitMs: number } {
  const known = state !== undefined && now - state.lastAt < limits.forgetMs ? state : undefined;
  if (known !== undefined && now < known.blockedUntil)
    return { state: known, waitMs: known.blockedUntil - now };
  const attempts = (known?.attempts ?? 0) + 1;
  const blockMs = limits.firstBlockMs * 2 ** Math.min(attempts - limits.free, 30);
  const blockedUntil = attempts < limits.free ? 0 : now + Math.min(blockMs, limits.maxBlockMs);
  return { state: { attempts, blockedUntil, lastAt: now }, waitMs: 0 };
}

/** Takes back the attempt that succeeded, with the wait it brought. */
export function stepSuccess(state: Throttle): Throttle {
  return { ...state, attempts: Math.max(0, state.attempts - 1), blockedUntil: 0 };
}
