import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CallId, QueueId, TenantId } from "@tandem/kernel";
import { isOpenCallback, stepCallback } from "./callback.ts";
import type { Callback, CallbackInput } from "./callback.ts";

const rules = { attempts: 2, gapSeconds: 60 };
const call = (n: number) => `call-${n}` as CallId;
const asked: Callback = {
  id: "callback" as CallId,
  tenantId: "tenant" as TenantId,
  queueId: "queue" as QueueId,
  number: "13800138000",
  sameNumber: "+8613800138000",
  dnis: "4000",
  language: "zh-CN",
  requestCallId: call(0),
  requestedAt: 0,
  queuedAt: -30_000,
  expiresAt: 3_600_000,
  nextAt: 60_000,
  state: "waiting",
  attempts: [],
  endedAt: null,
  endedBy: null,
};
const after = (...inputs: readonly (readonly [number, CallbackInput])[]) =>
  inputs.reduce((callback, [now, input]) => stepCallback(callback, input, rules, now), asked);

test("who hung up is called a moment later", () => {
  assert.equal(after([1000, { kind: "hung-up" }]).nextAt, 6000);
});

test("a missed call is tried again after the gap, and given up after the last attempt", () => {
  const first = after([10, { kind: "dialed", callId: call(1) }], [20, { kind: "missed", callId: call(1) }]);
  assert.deepEqual([first.state, first.nextAt, first.queuedAt], ["waiting", 60_020, asked.queuedAt]);
  const second = [
    { kind: "dialed", callId: call(2) } as const,
    { kind: "missed", callId: call(2) } as const,
  ].reduce((callback, input) => stepCallback(callback, input, rules, 70_000), first);
  assert.deepEqual([second.state, second.endedAt], ["failed", 70_000]);
});

test("an attempt that a restart cut off does not count; one that was answered is reached", () => {
  const calling = [10, { kind: "dialed", callId: call(1) }] as const;
  const cutOff = after(calling, [20, { kind: "restarted", isReached: () => false }]);
  assert.deepEqual([cutOff.state, cutOff.attempts[0]?.outcome], ["waiting", "restarted"]);
  assert.equal(after(calling, [20, { kind: "restarted", isReached: () => true }]).state, "reached");
});

test("one that a machine took is tried again after the gap; after the last attempt it has failed", () => {
  const take = (callback: Callback, n: number, at: number) =>
    [{ kind: "dialed", callId: call(n) } as const, { kind: "answered", callId: call(n) } as const].reduce(
      (before, input) => stepCallback(before, input, rules, at),
      callback,
    );
  const machine = (callback: Callback, n: number, at: number) =>
    stepCallback(callback, { kind: "machine", callId: call(n) }, rules, at);
  const reached = take(asked, 1, 20);
  const again = machine(reached, 1, 100_000);
  assert.deepEqual(
    [again.state, again.nextAt, again.endedAt, again.attempts[0]?.outcome],
    ["waiting", 160_000, null, "machine"],
  );
  assert.equal(machine(again, 1, 100_001), again, "told twice");
  assert.equal(machine(reached, 2, 100_000), reached, "another call");
  const last = machine(take(again, 2, 900_000), 2, 950_000);
  assert.deepEqual([last.state, last.endedAt, last.queuedAt], ["failed", 950_000, asked.queuedAt]);
});

test("it expires in line, but not while the number is called", () => {
  assert.equal(after([asked.expiresAt, { kind: "time" }]).state, "expired");
  const calling = after([10, { kind: "dialed", callId: call(1) }], [asked.expiresAt, { kind: "time" }]);
  assert.equal(calling.state, "calling");
});

test("in any order of inputs: it ends once, is called one at a time, and never more often than the rules say", () => {
  const anyCall = fc.nat(4).map(call);
  const anyInput: fc.Arbitrary<CallbackInput> = fc.oneof(
    fc.constantFrom<CallbackInput>(
      { kind: "hung-up" },
      { kind: "time" },
      { kind: "refused" },
      { kind: "cancelled", by: "supervisor" },
    ),
    fc
      .tuple(fc.constantFrom("dialed" as const, "answered" as const, "missed" as const), anyCall)
      .map(([kind, callId]): CallbackInput => ({ kind, callId })),
    fc.boolean().map((live): CallbackInput => ({ kind: "restarted", isReached: () => live })),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(anyInput, fc.nat(2_000_000)), { maxLength: 30 }), (inputs) => {
      let [callback, now] = [asked, 0];
      for (const [input, passed] of inputs) {
        now += passed;
        const before = callback;
        callback = stepCallback(before, input, rules, now);
        if (!isOpenCallback(before)) assert.equal(callback, before, "what is over stays so");
        assert.equal(callback.endedAt !== null, !isOpenCallback(callback));
        assert.equal(callback.queuedAt, asked.queuedAt, "the place is kept");
        const ringing = callback.attempts.filter(({ outcome }) => outcome === undefined);
        assert.equal(ringing.length, callback.state === "calling" ? 1 : 0);
        const missed = callback.attempts.filter(({ outcome }) => outcome === "missed");
        assert.ok(missed.length <= rules.attempts);
        const reached = callback.attempts.filter(({ outcome }) => outcome === "reached");
        assert.equal(reached.length, callback.state === "reached" ? 1 : 0);
      }
    }),
  );
});
