// Callbacks of a queue that rings the agent first.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CallId, LegId } from "@tandem/kernel";
import { workStateOf } from "#contact-center/agents";
import { agent, busy, callbackFloor, queueA, ready, tenantId } from "./testing/callback-floor.ts";
import type { CallbackFloor, RungAgent } from "./testing/callback-floor.ts";

/** Somebody asked to be called back and has hung up; as many agents are ready then. */
function asked(agentCount: number, readyCount = agentCount) {
  const each = callbackFloor(agentCount, "agent");
  busy(each);
  const request = each.enqueue("1380");
  const callback = each.ask(request, "1380");
  each.pass(10_000);
  for (let n = 0; n < readyCount; n++) ready(each, n);
  return { ...each, callback, request };
}

const rungOf = ({ rungFirst }: Pick<CallbackFloor, "rungFirst">): RungAgent => {
  const last = rungFirst.at(-1);
  assert.ok(last, "no agent was rung");
  return last;
};
const stateOf = (each: Pick<CallbackFloor, "agents">, n = 0) => {
  const known = each.agents.get(agent(n));
  assert.ok(known);
  return workStateOf(known.state);
};
const outcomes = (each: Pick<CallbackFloor, "stored">) => [
  each.stored.at(-1)?.state,
  ...(each.stored.at(-1)?.attempts.map(({ outcome }) => outcome) ?? []),
];
const callerLeg = "caller" as LegId;

test("the agent is rung, the number is called when they answer, and whoever answers speaks with them at once", () => {
  const each = asked(1);
  assert.deepEqual([each.calls.length, each.rungFirst.length, stateOf(each)], [0, 1, "offered"]);
  const rung = rungOf(each);
  each.pickUp(rung);
  assert.deepEqual([stateOf(each), outcomes(each)], ["talking", ["calling", undefined]]);
  each.pass(8000);
  rung.onAnswered(rung.callId, callerLeg);
  assert.deepEqual(outcomes(each), ["reached", "reached"]);
  const facts = each.contactFacts(rung.callId);
  assert.deepEqual(
    facts.map(({ type }) => type),
    ["ContactQueued", "ContactAnswered"],
  );
  const answered = facts.find(({ type }) => type === "ContactAnswered");
  assert.ok(answered?.type === "ContactAnswered");
  assert.deepEqual([answered.agentId, answered.legId, answered.waitMs], [agent(0), rung.legId, 0]);
  assert.equal(each.rung.length, 0, "no phone is rung a second time");
  assert.deepEqual(
    each.told.map(({ type }) => type).filter((type) => type.startsWith("Callback")),
    ["CallbackRequested", "CallbackDialed", "CallbackAnswered"],
  );
});

test("an agent who does not answer has let an offer pass; the next one is rung, and no attempt is counted", () => {
  const each = asked(2, 1);
  const first = rungOf(each);
  each.end(first.callId, "no-answer");
  assert.equal(stateOf(each), "idle");
  assert.deepEqual(
    [each.rungFirst.length, outcomes(each)],
    [1, ["waiting"]],
    "that agent rests for a moment",
  );
  ready(each, 1);
  assert.deepEqual(
    each.rungFirst.map(({ agentId }) => agentId),
    [agent(0), agent(1)],
  );
});

test("one agent at a time is rung, however many the queue rings at once; the others get callers meanwhile", () => {
  const each = asked(3);
  assert.equal(each.rungFirst.length, 1);
  each.enqueue("1390");
  assert.equal(each.rung.length, 2);
});

test("whoever is not there is called again after the gap from the same place, and the agent wraps up", () => {
  const each = asked(1);
  each.pickUp(rungOf(each));
  each.end(rungOf(each).callId);
  assert.deepEqual([stateOf(each), outcomes(each)], ["wrap-up", ["waiting", "missed"]]);
  each.pass(15_000);
  assert.deepEqual([stateOf(each), each.rungFirst.length], ["idle", 1]);
  each.pass(50_000);
  assert.deepEqual([stateOf(each), each.rungFirst.length], ["offered", 2]);
  each.pickUp(rungOf(each));
  each.end(rungOf(each).callId);
  assert.deepEqual(outcomes(each), ["failed", "missed", "missed"]);
});

test("an agent's phone stops ringing when the callback is cancelled, its time is over or the queue closes", () => {
  const isSilent = (each: ReturnType<typeof asked>) => {
    assert.ok(!each.options.calls.exists(rungOf(each).callId));
    assert.equal(stateOf(each), "idle");
  };
  const cancelled = asked(1);
  assert.ok(cancelled.callbacks.cancel(tenantId, cancelled.callback.id, "admin"));
  isSilent(cancelled);
  const expired = asked(1);
  expired.pass(3_600_000);
  isSilent(expired);
  assert.deepEqual(outcomes(expired), ["expired"]);
  const closed = asked(1);
  closed.configure({ calendarId: "hours" as never });
  closed.setOpen(false);
  closed.callbacks.lookAgain(tenantId);
  isSilent(closed);
  assert.equal(closed.callbacks.countOf(queueA), 1, "the place is kept");
});

test("a later process calls again whom the one before was calling for an agent", () => {
  const before = asked(1);
  before.pickUp(rungOf(before));
  const after = callbackFloor(1, "agent");
  after.pass(before.clock.now() - after.clock.now());
  after.callbacks.load(before.callbacks.ofTenant(tenantId));
  assert.deepEqual([after.rungFirst.length, outcomes(after)], [1, ["waiting", "restarted"]]);
});

test("whatever happens in whatever order: one phone rings for each callback, and no agent is held by one that is over", () => {
  const doings = ["ask", "ready", "away", "pick-up", "meet", "hang-up", "cancel", "close", "open"] as const;
  const anyStep = fc.tuple(fc.constantFrom(...doings), fc.nat(5), fc.nat(90_000));
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const each = callbackFloor(2, "agent");
      each.configure({ calendarId: "hours" as never, callback: each.settings });
      busy(each);
      const up = new Set<CallId>();
      for (const [what, n, ms] of steps) {
        each.pass(ms);
        const ringing = each.rungFirst.filter(({ callId }) => each.options.calls.exists(callId));
        const rung = ringing[n % Math.max(1, ringing.length)];
        const open = each.callbacks.ofTenant(tenantId);
        if (what === "ready") ready(each, n % 2);
        if (what === "away") each.agents.choosePresence(agent(n % 2), "away", undefined);
        if (what === "ask") each.ask(each.enqueue("1380"), `138${each.told.length}`);
        if (what === "pick-up" && rung && !up.has(rung.callId)) each.pickUp(up.add(rung.callId) && rung);
        if (what === "meet" && rung && up.has(rung.callId) && !each.queues.has(rung.callId))
          rung.onAnswered(rung.callId, callerLeg);
        if (what === "hang-up" && rung) each.end(rung.callId);
        if (what === "cancel" && open[n]) each.callbacks.cancel(tenantId, open[n].id, "admin");
        if (what === "close" || what === "open") {
          each.setOpen(what === "open");
          each.callbacks.lookAgain(tenantId);
        }
        assertSound(each);
      }
    }),
    { numRuns: 100 },
  );
});

function assertSound(each: CallbackFloor): void {
  const open = each.callbacks.ofTenant(tenantId);
  const unmet = each.rungFirst.filter(
    ({ callId }) => each.options.calls.exists(callId) && !each.queues.has(callId),
  );
  assert.ok(unmet.length <= open.length, "no more phones ring than there are callbacks");
  for (const { agentId } of unmet) assert.notEqual(each.agents.get(agentId)?.state.contact, undefined);
  for (const agentId of each.agentIds) {
    const { contact, keptFor } = each.agents.get(agentId)?.state ?? {};
    const rung = each.rungFirst.find(({ callId }) => callId === contact?.callId);
    if (rung && contact?.phase !== "wrap-up") assert.ok(each.options.calls.exists(rung.callId));
    if (keptFor) assert.ok(open.some(({ number }) => number === keptFor.number));
  }
  const reached = each.stored.filter(
    ({ attempts }) => attempts.filter(({ outcome }) => outcome === "reached").length > 1,
  );
  assert.deepEqual(reached, []);
}
