import assert from "node:assert/strict";
import { test } from "node:test";
import { newRegistration, stepRegistration } from "./registration.ts";
import type { RegistrationEffect, RegistrationInput, RegistrationState } from "./registration.ts";

function run(inputs: readonly (readonly [at: number, input: RegistrationInput])[], random = 1) {
  let state: RegistrationState = newRegistration("sip:carrier", 600, 0);
  const effects: RegistrationEffect[] = [];
  for (const [at, input] of inputs) {
    const step = stepRegistration(state, input, at, random);
    state = step.state;
    effects.push(...step.effects);
  }
  const sent = effects.flatMap((effect) => (effect.kind === "send" ? [effect.expiresSeconds] : []));
  const wakes = effects.flatMap((effect) => (effect.kind === "wake" ? [effect.inMs] : []));
  return { state, sent, wakes };
}
const start = [0, { kind: "start" }] as const;
const answered = (status: number, more: Partial<Extract<RegistrationInput, { kind: "answered" }>> = {}) =>
  ({
    kind: "answered",
    status,
    grantedSeconds: undefined,
    minSeconds: undefined,
    retrySeconds: undefined,
    ...more,
  }) as const;

test("it registers, refreshes at half of what was granted, and leaves", () => {
  const { state, sent, wakes } = run([
    start,
    [10, answered(200, { grantedSeconds: 120 })],
    [60_010, { kind: "time" }],
    [60_020, answered(200, { grantedSeconds: 120 })],
    [70_000, { kind: "stop" }],
    [70_010, answered(200)],
  ]);
  assert.deepEqual(sent, [600, 600, 0]);
  assert.deepEqual(wakes, [60_000, 60_000]);
  assert.deepEqual([state.phase, state.registeredUntil], ["idle", undefined]);
});

test("423 asks again with what the carrier wants, and remembers it", () => {
  const { sent, state } = run([start, [1, answered(423, { minSeconds: 900 })], [2, answered(200)]]);
  assert.deepEqual(sent, [600, 900]);
  assert.equal(state.registeredUntil, 900_002);
  const stubborn = run([start, [1, answered(423, { minSeconds: 600 })]]);
  assert.deepEqual([stubborn.sent, stubborn.state.phase], [[600], "waiting"]);
});

test("failures are tried again with growing pauses, between half and all of them", () => {
  const fail = { kind: "failed", cause: "no-answer" } as const;
  const inputs = Array.from({ length: 9 }, (_, at) => [
    [at * 10 + 1, fail] as const,
    [at * 10 + 2, { kind: "time" }] as const,
  ]).flat();
  assert.deepEqual(
    run([start, ...inputs]).wakes,
    [30_000, 60_000, 120_000, 240_000, 480_000, 960_000, 1_800_000, 1_800_000, 1_800_000],
  );
  assert.deepEqual(run([start, [1, fail]], 0).wakes, [15_000]);
});

test("a wrong password is tried seldom and named; Retry-After is kept", () => {
  const wrong = run([start, [1, answered(401)]]);
  assert.deepEqual(
    [wrong.state.state, wrong.state.cause, wrong.wakes],
    ["auth-failed", { kind: "wrong-password" }, [300_000]],
  );
  const busy = run([start, [1, answered(503, { retrySeconds: 7 })]]);
  assert.deepEqual([busy.state.cause, busy.wakes], [{ kind: "refused", status: 503 }, [7000]]);
});

test("a refresh that fails leaves us registered until the time is over, and is tried again before that", () => {
  const inputs = [start, [0, answered(200, { grantedSeconds: 60 })], [30_000, { kind: "time" }]] as const;
  const failed = run([...inputs, [40_000, { kind: "failed", cause: "no-answer" }]]);
  assert.deepEqual(
    [failed.state.phase, failed.state.registeredUntil, failed.wakes.at(-1)],
    ["waiting", 60_000, 10_000],
  );
  const later = run([...inputs, [60_000, { kind: "failed", cause: "no-answer" }]]);
  assert.equal(later.state.registeredUntil, undefined);
});

test("whoever was never registered has nothing to take back; late answers change nothing", () => {
  const never = run([start, [1, { kind: "stop" }], [2, answered(200)]]);
  assert.deepEqual([never.sent, never.state.phase], [[600], "idle"]);
  const checked = run([start, [1, answered(401)], [2, { kind: "check" }]]);
  assert.deepEqual(checked.sent, [600, 600]);
});
