import assert from "node:assert/strict";
import { test } from "node:test";
import { newHealth, stepHealth } from "./server-health.ts";
import type { HealthInput, ServerHealth } from "./server-health.ts";

/** `random` of 0.5 takes the spread out. */
function run(inputs: readonly HealthInput[], from: ServerHealth = newHealth(0)) {
  let state = from;
  const asks: (number | undefined)[] = [];
  inputs.forEach((input, at) => {
    const step = stepHealth(state, input, { now: at + 1, intervalMs: 30_000, random: 0.5 });
    state = step.state;
    asks.push(step.askInMs);
  });
  return { state, asks };
}
const answered = (status: number): HealthInput => ({ kind: "answered", status, roundTripMs: 12 });
const silent: HealthInput = { kind: "failed", cause: "no-answer" };

test("one question unanswered is degraded, two are down; asked soon, then ever more slowly", () => {
  const { state, asks } = run([answered(200), silent, silent, silent, silent, silent, silent, silent]);
  assert.deepEqual(asks, [30_000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  assert.deepEqual([state.state, state.since, state.cause], ["down", 3, { kind: "no-answer" }]);
  assert.equal(run([answered(200), silent]).state.state, "degraded");
});

test("any answer shows that somebody is there, except those that say otherwise", () => {
  const of = (status: number) => run([answered(status)]).state;
  for (const status of [200, 404, 405, 501])
    assert.deepEqual([of(status).state, of(status).cause], ["up", undefined]);
  for (const status of [401, 403, 407]) assert.deepEqual(of(status).cause, { kind: "wrong-password" });
  assert.deepEqual([of(482).state, of(482).cause], ["loop", { kind: "loop" }]);
  assert.deepEqual([of(503).state, of(503).cause], ["degraded", { kind: "refused", status: 503 }]);
  assert.equal(of(200).roundTripMs, 12);
});

test("an answer ends the rest that a call gave a server; `since` stays while the state does", () => {
  const resting = run([answered(200), { kind: "rest", forMs: 30_000 }]).state;
  assert.deepEqual([resting.restsUntil, resting.state], [30_002, "up"]);
  const back = run([answered(200)], resting).state;
  assert.deepEqual([back.restsUntil, back.since], [0, 1]);
});

test("questions are spread by ten percent", () => {
  const at = (random: number) =>
    stepHealth(newHealth(0), answered(200), { now: 1, intervalMs: 30_000, random }).askInMs;
  assert.deepEqual([at(0), at(1)], [27_000, 33_000]);
});
