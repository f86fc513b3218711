import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { LegId } from "@tandem/kernel";
import type { QueueSettings } from "./queue-settings.ts";
import {
  agent,
  agentRecord,
  calendarId,
  floor,
  into,
  queueA,
  queueB,
  record,
  tenantId,
} from "./testing/queue-floor.ts";

test("after the wait the caller is the next queue's, with what they waited in each told apart", () => {
  const { queues, enqueue, pass, contactFacts, publish } = floor({
    overflow: [into(queueB, { kind: "wait", seconds: 30 })],
  });
  const callId = enqueue();
  pass(29_000);
  assert.deepEqual([queues.waitingSince(queueA).length, queues.waitingSince(queueB).length], [1, 0]);
  pass(2000);
  assert.deepEqual([queues.waitingSince(queueA).length, queues.waitingSince(queueB).length], [0, 1]);
  pass(9000);
  publish({ type: "CallEnded", tenantId, callId, cause: "abandoned", by: "caller" });
  const told = contactFacts(callId).map((fact) => [
    fact.type,
    "queueId" in fact && fact.queueId === queueA ? "A" : "B",
    "waitMs" in fact ? Math.round(fact.waitMs / 1000) : "",
  ]);
  assert.deepEqual(told, [
    ["ContactQueued", "A", ""],
    ["ContactFlowedOut", "A", 30],
    ["ContactQueued", "B", ""],
    ["ContactAbandoned", "B", 10],
  ]);
});

test("who left a queue for somewhere else is in no line any more, and hears nothing from here", () => {
  const { queues, enqueue, contactFacts } = floor({
    overflow: [{ when: { kind: "nobody-on-duty" }, to: { kind: "external", number: "10086" } }],
  });
  const callId = enqueue();
  const out = contactFacts(callId).at(-1);
  assert.ok(out?.type === "ContactFlowedOut" && out.waitMs === 0);
  assert.deepEqual([out.because, out.to], ["nobody-on-duty", { kind: "external", number: "10086" }]);
  assert.equal(queues.has(callId), false);
  assert.equal(queues.snapshot(callId), undefined);
});

test("a queue that closes sends its callers where its rule says; open again it keeps them", () => {
  const { enqueue, setOpen, contactFacts, queues } = floor({
    calendarId,
    overflow: [{ when: { kind: "closed" }, to: { kind: "message", prompt: "closed" } }],
  });
  const early = enqueue();
  assert.equal(contactFacts(early).length, 1);
  setOpen(false);
  const out = contactFacts(early).at(-1);
  assert.ok(out?.type === "ContactFlowedOut" && out.because === "closed");
  setOpen(true);
  assert.ok(queues.has(enqueue()));
});

test("several phones ring; the first to answer has the caller, the others stop and are free at once", () => {
  const { rung, stopped, enqueue, answer, published } = floor({ ringAtOnce: 2 }, 3);
  const callId = enqueue();
  assert.deepEqual(
    rung.map(({ agentId }) => agentId),
    [agent(0), agent(1)],
  );
  const [first, second] = rung;
  assert.ok(first && second);
  answer(second);
  assert.deepEqual(stopped, [first.legId]);
  const ends = published.flatMap((fact) =>
    fact.type === "OfferFailed" ? [[fact.agentId, fact.reason]] : [],
  );
  assert.deepEqual(ends, [[agent(0), "answered-elsewhere"]]);
  const answered = published.find((fact) => fact.type === "ContactAnswered");
  assert.ok(
    answered?.type === "ContactAnswered" && answered.agentId === agent(1) && answered.callId === callId,
  );
  // Too late: that leg is being ended already.
  answer(first);
  assert.equal(published.filter(({ type }) => type === "ContactAnswered").length, 1);
  enqueue();
  assert.deepEqual(new Set(rung.slice(2).map(({ agentId }) => agentId)), new Set([agent(0), agent(2)]));
});

test("a blocked number is ended before the queue, an important one goes first", () => {
  const { queues, enqueue, ended, contactFacts, agents, rung, configure } = floor({});
  const id = newId();
  queues.replaceLists(tenantId, [
    { id, number: "400", priority: null, note: "" },
    { id, number: "138", priority: 5, note: "" },
  ]);
  const blocked = enqueue("400");
  assert.deepEqual(ended, [{ callId: blocked, cause: "rejected", wire: "declined" }]);
  assert.deepEqual(
    contactFacts(blocked).map((fact) => [fact.type, "number" in fact && fact.number]),
    [["ContactRefused", "400"]],
  );
  const [ordinary, important] = [enqueue("100"), enqueue("138")];
  agents.replace(tenantId, [agent(0), agent(1)].map(agentRecord));
  configure({}, [record(queueA, "A", [agent(0), agent(1)]), record(queueB, "B")]);
  for (const agentId of [agent(0), agent(1)]) {
    agents.setReachable(agentId, true);
    agents.choosePresence(agentId, "available", undefined);
  }
  assert.deepEqual(
    rung.map(({ callId }) => callId),
    [important, ordinary],
  );
});

/** A caller whom the first agent has served, and who calls again. */
function servedBefore(settings: Partial<QueueSettings>) {
  const on = floor(settings, 2);
  const callId = on.enqueue("138");
  const [rung] = on.rung;
  assert.ok(rung);
  on.answer(rung);
  on.pass(5000);
  const bridge = { tenantId, callId, callerLegId: `${callId}-caller` as LegId, agentLegId: rung.legId };
  const ending = { endedLegId: bridge.callerLegId, cause: "hung-up-remotely" };
  on.publish({
    type: "LegEnded",
    tenantId,
    callId,
    legId: rung.legId,
    agentId: rung.agentId,
    answered: true,
    cause: "hung-up-locally",
  });
  on.publish({ type: "BridgeEnded", ...bridge, agentId: rung.agentId, ...ending });
  on.pass(1000);
  return on;
}

test("last agent first: as long as the queue says, and no longer ago than it says", () => {
  const soon = servedBefore({ lastAgentSeconds: 10 });
  soon.enqueue("138");
  assert.equal(soon.rung.at(-1)?.agentId, agent(0), "the other one has been idle longer");
  const off = servedBefore({});
  off.enqueue("138");
  assert.equal(off.rung.at(-1)?.agentId, agent(1));
  const late = servedBefore({ lastAgentSeconds: 10, lastAgentHours: 1 });
  late.pass(3_700_000);
  late.enqueue("138");
  assert.equal(late.rung.at(-1)?.agentId, agent(1));
});

test("last agent first: known again after a restart", () => {
  const { queues, enqueue, rung, clock } = floor({ lastAgentSeconds: 10 }, 2);
  queues.rememberTalks(tenantId, [{ number: "138", agentId: agent(1), at: clock.now() - 60_000 }]);
  enqueue("138");
  assert.equal(rung.at(-1)?.agentId, agent(1));
});

test("an unavailable last agent blocks the queue: it does not", () => {
  const on = servedBefore({ lastAgentSeconds: 600 });
  on.agents.choosePresence(agent(0), "away", "break");
  on.enqueue("138");
  assert.equal(on.rung.at(-1)?.agentId, agent(1));
  // Away while the caller is kept: others get the caller at once.
  const other = servedBefore({ lastAgentSeconds: 600 });
  const busy = other.enqueue("139");
  assert.equal(other.rung.at(-1)?.callId, busy);
  const kept = other.enqueue("138");
  other.agents.choosePresence(agent(0), "offline", undefined);
  assert.ok(other.rung.some(({ callId }) => callId === kept));
});

test("the estimate of who stood in line is held against the wait that came", () => {
  const on = floor({}, 1);
  const [first] = [on.enqueue(), on.enqueue()];
  const [rung] = on.rung;
  assert.ok(rung && rung.callId === first);
  on.answer(rung);
  assert.equal(on.queues.estimateErrors.count, 0, "the first was offered at once");
  on.pass(60_000);
  on.publish({
    type: "LegEnded",
    tenantId,
    callId: rung.callId,
    legId: rung.legId,
    agentId: agent(0),
    answered: true,
    cause: "hung-up-remotely",
  });
  on.pass(1000);
  const next = on.rung.at(-1);
  assert.ok(next && next.callId !== first);
  on.answer(next);
  assert.equal(on.queues.estimateErrors.count, 1);
  // Told three minutes, as nothing had been measured; it was one.
  assert.ok(
    Math.abs(on.queues.estimateErrors.sumSeconds - 119) < 3,
    `${on.queues.estimateErrors.sumSeconds}`,
  );
});
