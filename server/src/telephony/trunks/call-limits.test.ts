import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyLoad, judgeLoad, retryAfterSeconds, withCall, withoutCall } from "./call-limits.ts";

test("calls at once: the place of an ended call is free again", () => {
  const limit = { maxCalls: 2, callsPerSecond: null };
  let load = emptyLoad(limit, 0);
  load = withCall(limit, withCall(limit, load, 0), 0);
  assert.equal(judgeLoad(limit, load, 0), "too-many-calls");
  assert.equal(judgeLoad(limit, withoutCall(load), 0), "free");
  assert.equal(withoutCall(emptyLoad(limit, 0)).calls, 0);
});

test("calls per second: a bucket of one second's worth, filled with time", () => {
  const limit = { maxCalls: null, callsPerSecond: 2 };
  let load = emptyLoad(limit, 0);
  for (const _ of [1, 2]) {
    assert.equal(judgeLoad(limit, load, 0), "free");
    load = withCall(limit, load, 0);
  }
  assert.equal(judgeLoad(limit, load, 0), "too-many-calls-per-second");
  assert.equal(judgeLoad(limit, load, 499), "too-many-calls-per-second");
  assert.equal(judgeLoad(limit, load, 500), "free");
  load = withCall(limit, load, 60_000);
  assert.equal(load.tokens, 1, "the bucket holds no more than a second's worth");
});

test("a refused caller is told when to come back", () => {
  const limit = { maxCalls: null, callsPerSecond: 0.2 };
  const load = withCall(limit, emptyLoad(limit, 0), 0);
  assert.equal(retryAfterSeconds(limit, load, 0), 5);
  assert.equal(retryAfterSeconds(limit, load, 4500), 1);
  assert.equal(retryAfterSeconds({ maxCalls: 1, callsPerSecond: null }, load, 0), 5);
});

test("an emergency call beyond the limit does not borrow from the future", () => {
  const limit = { maxCalls: 1, callsPerSecond: 1 };
  let load = emptyLoad(limit, 0);
  for (const _ of [1, 2, 3]) load = withCall(limit, load, 0);
  assert.equal(load.calls, 3);
  assert.equal(judgeLoad({ maxCalls: null, callsPerSecond: 1 }, load, 1000), "free");
});
