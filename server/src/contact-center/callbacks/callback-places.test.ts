// Callbacks over the real queues and their engine, on agents whose phones are only noted.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CallId } from "@tandem/kernel";
import { agent, busy, callbackFloor, queueA, ready, tenantId } from "./testing/callback-floor.ts";
import type { CallbackFloor } from "./testing/callback-floor.ts";
import type { Callback } from "./callback.ts";

const keptFor = (each: CallbackFloor) => {
  const kept = each.agents.get(agent(0))?.state.keptFor;
  return kept && [kept.number, kept.queueName];
};

test("who asked first is called before whoever waits behind is offered, and then that agent is rung", () => {
  const each = callbackFloor(1);
  busy(each);
  const first = each.enqueue("1380");
  each.pass(1000);
  const second = each.enqueue("1390");
  each.ask(first, "1380");
  each.pass(10_000);
  assert.deepEqual([each.calls.length, each.callbacks.countOf(queueA)], [0, 1], "nobody is free");
  ready(each);
  assert.deepEqual([each.calls.length, each.rung.length], [1, 0], "the agent is kept free for the first");
  assert.deepEqual(keptFor(each), ["1380", "A"]);
  each.answer(each.calls[0] as CallId);
  assert.deepEqual(
    each.rung.map(({ callId }) => callId),
    [each.calls[0]],
  );
  assert.equal(keptFor(each), undefined);
  assert.equal(each.queues.waitingSince(queueA).length, 2, "the second waits still");
  assert.ok(each.queues.waiting(second));
  assert.equal(each.callbacks.countOf(queueA), 0);
  const facts = each.contactFacts(first).map(({ type }) => type);
  assert.deepEqual(facts, ["ContactQueued", "ContactFlowedOut"], "no abandon");
});

test("who does not answer keeps the place, and the agent is free for the next meanwhile", () => {
  const each = callbackFloor(1);
  busy(each);
  const first = each.enqueue("1380");
  each.enqueue("1390");
  each.ask(first, "1380");
  each.pass(10_000);
  ready(each);
  each.end(each.calls[0] as CallId);
  assert.equal(each.rung.length, 1, "the second is offered");
  assert.equal(keptFor(each), undefined);
  each.pass(61_000);
  assert.equal(each.callbacks.ofTenant(tenantId)[0]?.state, "waiting");
});

test("nobody is called while the queue is closed, and all are again when it opens", () => {
  const each = callbackFloor(1);
  each.configure({ calendarId: "hours" as never });
  busy(each);
  const first = each.enqueue("1380");
  each.ask(first, "1380");
  each.setOpen(false);
  each.callbacks.lookAgain(tenantId);
  each.pass(10_000);
  ready(each);
  assert.equal(each.calls.length, 0);
  each.setOpen(true);
  each.callbacks.lookAgain(tenantId);
  assert.equal(each.calls.length, 1);
});

test("requests of one number are one; one that is cancelled is called no more; one of a removed queue fails", () => {
  const each = callbackFloor(1);
  busy(each);
  const [first, second, third] = [each.enqueue("1380"), each.enqueue("1380"), each.enqueue("1370")];
  const asked = each.ask(first, "1380");
  assert.equal(each.ask(second, "1380").id, asked.id);
  const other = each.ask(third, "1370");
  assert.equal(each.callbacks.countOf(queueA), 2);
  assert.equal(each.callbacks.cancel(tenantId, asked.id, "admin"), true);
  assert.equal(each.callbacks.cancel(tenantId, asked.id, "admin"), false);
  each.pass(10_000);
  each.queues.remove(tenantId, queueA, undefined);
  assert.equal(each.callbacks.countOf(queueA), 0);
  assert.equal(each.stored.findLast(({ id }) => id === other.id)?.state, "failed");
});

test("a later process goes on where the one before was", () => {
  const before = callbackFloor(1);
  busy(before);
  const callback = before.ask(before.enqueue("1380"), "1380");
  const after = callbackFloor(1);
  after.callbacks.load([{ ...callback, nextAt: after.clock.now() }]);
  assert.equal(after.calls.length, 1);
});

test("whatever happens in whatever order: each who asked is open or has an end that is stored, and is reached once at most", () => {
  const anyStep = fc.tuple(
    fc.constantFrom(
      "come" as const,
      "ask" as const,
      "ready" as const,
      "away" as const,
      "answer" as const,
      "miss" as const,
    ),
    fc.nat(5),
    fc.nat(90_000),
  );
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const each = callbackFloor(2);
      busy(each);
      const waiting: CallId[] = [];
      const asked = new Map<CallId, Callback>();
      for (const [what, n, ms] of steps) {
        each.pass(ms);
        const open = each.callbacks
          .ofTenant(tenantId)
          .flatMap(({ attempts, state }) => (state === "calling" ? (attempts.at(-1)?.callId ?? []) : []));
        if (what === "come") waiting.push(each.enqueue(`138${waiting.length}`));
        if (what === "ready") ready(each, n % 2);
        if (what === "away") each.agents.choosePresence(agent(n % 2), "away", undefined);
        const caller = waiting[n % Math.max(1, waiting.length)];
        if (what === "ask" && caller && each.queues.waiting(caller)) {
          const callback = each.ask(caller, caller);
          asked.set(callback.id, callback);
        }
        const called = open[n % Math.max(1, open.length)];
        if (what === "answer" && called) each.answer(called);
        if (what === "miss" && called) each.end(called);
        assert.equal(new Set(open).size, open.length);
        // Each one asked for is open still, or its end is stored: reached, failed or expired.
        const openIds = new Set(each.callbacks.ofTenant(tenantId).map(({ id }) => id));
        for (const id of asked.keys()) {
          const last = each.stored.findLast((callback) => callback.id === id);
          assert.equal(last?.endedAt === null, openIds.has(id));
          assert.ok((last?.attempts.filter(({ outcome }) => outcome === "reached").length ?? 0) <= 1);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("an agent who comes free while the caller hangs up is kept for them, and not for who waits behind", () => {
  const each = callbackFloor(1);
  busy(each);
  const first = each.enqueue("1380");
  each.pass(1);
  each.enqueue("1390");
  each.ask(first, "1380");
  ready(each);
  assert.deepEqual([each.calls.length, each.rung.length], [0, 0], "the phone is being put down");
  each.pass(5001);
  assert.deepEqual([each.calls.length, each.rung.length], [1, 0]);
});

test("one whose time is over while the number is called waits for the end of that call, without a timer", () => {
  const each = callbackFloor(1);
  busy(each);
  const callback = each.ask(each.enqueue("1380"), "1380");
  each.pass(callback.expiresAt - each.clock.now() - 1000);
  ready(each);
  const delays: number[] = [];
  const { after } = each.clock;
  each.clock.after = (ms, timer) => after(delays.push(ms) && ms, timer);
  each.pass(5000);
  each.callbacks.lookAgain(tenantId);
  assert.ok(delays.every(Number.isFinite));
  each.end(each.calls[0] as CallId);
  assert.equal(each.stored.at(-1)?.state, "expired");
});
