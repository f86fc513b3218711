import assert from "node:assert/strict";
import { test } from "node:test";
import { perName, stepAttempt, stepSuccess } from "./sign-in-throttle.ts";
import type { Throttle } from "./sign-in-throttle.ts";

/** Attempts whenever one is allowed: the waits between them, in seconds. */
function waits(count: number): number[] {
  let state: Throttle | undefined;
  let now = 0;
  return Array.from({ length: count }, () => {
    const before = now;
    for (let waitMs = 1; waitMs > 0; now += waitMs) ({ state, waitMs } = stepAttempt(state, perName, now));
    return (now - before) / 1000;
  });
}

test("five attempts are free, then each waits twice as long, up to a minute", () => {
  assert.deepEqual(waits(12), [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60]);
});

test("an attempt that is refused does not make the wait longer", () => {
  const state: Throttle = { attempts: 5, blockedUntil: 2_000, lastAt: 0 };
  assert.deepEqual(stepAttempt(state, perName, 500), { state, waitMs: 1_500 });
});

test("after a quarter of an hour without an attempt all is forgotten", () => {
  const state: Throttle = { attempts: 40, blockedUntil: 60_000, lastAt: 0 };
  assert.equal(stepAttempt(state, perName, 900_000).state.attempts, 1);
  assert.equal(stepAttempt(state, perName, 899_999).state.attempts, 41);
});

test("a success takes back its own attempt and no others", () => {
  const { state } = stepAttempt({ attempts: 4, blockedUntil: 0, lastAt: 0 }, perName, 1);
  assert.equal(state.blockedUntil, 2_001);
  assert.deepEqual(stepSuccess(state), { attempts: 4, blockedUntil: 0, lastAt: 1 });
});
