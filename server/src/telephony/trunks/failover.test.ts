import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeFailure } from "./failover.ts";

const plain = { tryNextWhenBusy: false, tryNextWhenUnavailable: false };
const rejected = (status: number, headers: [string, string][] = []) =>
  ({ kind: "rejected", status, reason: "", headers }) as const;

test("what the callee says ends the call; what the road says does not", () => {
  const kindOf = (status: number) => judgeFailure(rejected(status), plain).kind;
  for (const status of [400, 403, 404, 410, 415, 480, 484, 486, 488, 600, 603, 604, 606, 607])
    assert.equal(kindOf(status), "stop", String(status));
  for (const status of [401, 407, 408, 482, 483, 500, 502, 503, 504, 580])
    assert.equal(kindOf(status), "next", String(status));
  for (const status of [300, 301, 302, 305, 380]) assert.equal(kindOf(status), "redirect", String(status));
});

test("480 and 486 go on only where the trunk says so", () => {
  const busy = { ...plain, tryNextWhenBusy: true };
  const away = { ...plain, tryNextWhenUnavailable: true };
  assert.equal(judgeFailure(rejected(486), busy).kind, "next");
  assert.equal(judgeFailure(rejected(480), busy).kind, "stop");
  assert.equal(judgeFailure(rejected(480), away).kind, "next");
  assert.equal(judgeFailure(rejected(600), { ...busy, ...away }).kind, "stop");
});

test("a server rests as long as it asks for with 503, but not for ever; a silent one rests too", () => {
  const rest = (headers: [string, string][]) => judgeFailure(rejected(503, headers), plain);
  assert.deepEqual(rest([["Retry-After", "18000;duration=3600"]]), { kind: "next", restMs: 600_000 });
  assert.deepEqual(rest([["retry-after", "20 (maintenance)"]]), { kind: "next", restMs: 20_000 });
  assert.deepEqual(rest([["Retry-After", "soon"]]), { kind: "next", restMs: 5000 });
  assert.deepEqual(rest([]), { kind: "next", restMs: 5000 });
  assert.deepEqual(judgeFailure({ kind: "timeout" }, plain), { kind: "next", restMs: 30_000 });
  assert.deepEqual(judgeFailure({ kind: "unreachable" }, plain), { kind: "next", restMs: 30_000 });
  assert.deepEqual(judgeFailure({ kind: "cancelled" }, plain), { kind: "stop" });
});
