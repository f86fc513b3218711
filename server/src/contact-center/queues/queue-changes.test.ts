// What is changed while callers wait and talk; a test that names a pain shows that this system is free of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { QueueId, SkillId } from "@tandem/kernel";
import { restAfterMissedOfferMs } from "#contact-center/routing";
import { agent, agentRecord, floor, queueA, queueB, record, tenantId } from "./testing/queue-floor.ts";

/** Fifty callers in the first queue: its two agents talk with the first two. */
function fiftyCalls() {
  const on = floor({}, 2);
  const callIds = Array.from({ length: 50 }, () => (on.pass(10), on.enqueue()));
  for (const rung of on.rung.slice(0, 2)) on.answer(rung);
  return { ...on, callIds, waiting: callIds.slice(2) };
}

/** The callers in line, the first to be served first, as agents who come one by one get them. */
function lineOf({ agents, configure, rung }: ReturnType<typeof floor>, queueId: QueueId, count: number) {
  const before = rung.length;
  const newcomers = Array.from({ length: count }, (_, n) => agent(100 + n));
  agents.replace(tenantId, [agent(0), agent(1), ...newcomers].map(agentRecord));
  configure({}, [record(queueId, "line", newcomers)]);
  for (const agentId of newcomers) {
    agents.setReachable(agentId, true);
    agents.choosePresence(agentId, "available", undefined);
  }
  return rung.slice(before).map(({ callId }) => callId);
}

test("renaming a queue loses its agents: it does not, nor its callers, and facts from then on have its new name", () => {
  const on = fiftyCalls();
  on.configure({}, [record(queueA, "renamed", on.agentIds), record(queueB, "B")]);
  assert.equal(on.queues.waitingSince(queueA).length, 48);
  assert.equal(on.queues.talkingIn(queueA), 2);
  assert.deepEqual(
    on.queues.ofAgent(tenantId, agent(0)).map(({ name }) => name),
    ["renamed"],
  );
  on.published.length = 0;
  const late = on.enqueue();
  const [queued] = on.contactFacts(late);
  assert.ok(queued?.type === "ContactQueued" && queued.queueName === "renamed");
});

test("a configuration reload blocks calls: what has not changed is not touched, and nobody's place or phone is lost", () => {
  const on = floor({}, 3);
  const ringing = on.enqueue();
  const others = Array.from({ length: 3 }, () => on.enqueue());
  on.published.length = 0;
  on.configure({});
  assert.deepEqual(on.published, [], "the same configuration again tells nobody anything");
  on.configure({ priority: 3, serviceLevelSeconds: 5 });
  assert.deepEqual(on.published, [], "nor does another: phones that ring go on");
  const rung = on.rung.find(({ callId }) => callId === ringing);
  assert.ok(rung);
  on.answer(rung);
  assert.ok(on.published.some(({ type }) => type === "ContactAnswered"));
  assert.ok(on.queues.has(others[0] ?? ringing));
});

test("an agent dropped from a queue for ever after no-answers: rung after each rest, and as soon as they are back", () => {
  const on = floor({}, 1);
  on.enqueue();
  for (let missed = 1; missed <= 20; missed++) {
    const rung = on.rung.at(-1);
    assert.ok(rung && on.rung.length === missed, `rung ${on.rung.length} times after ${missed - 1} misses`);
    on.publish({ type: "LegEnded", tenantId, ...rung, answered: false, cause: "no-answer" });
    on.pass(restAfterMissedOfferMs + 10);
    // Who misses several is put away, and comes back by themselves.
    if (on.agents.get(agent(0))?.state.presence === "away")
      on.agents.choosePresence(agent(0), "available", undefined);
  }
  assert.equal(on.rung.length, 21);
});

test("a queue that is removed: its callers wait in the other one, in their order and with their whole wait; who talks goes on", () => {
  const on = fiftyCalls();
  const oneMore = on.pass(60_000);
  assert.equal(oneMore, undefined);
  on.queues.remove(tenantId, queueA, queueB);
  on.configure({}, [record(queueB, "B", on.agentIds)]);
  assert.equal(on.queues.waitingSince(queueB).length, 48);
  const first = on.waiting[0];
  assert.ok(first);
  assert.deepEqual(
    on.contactFacts(first).map((fact) => [fact.type, "because" in fact ? fact.because : ""]),
    [
      ["ContactQueued", ""],
      ["ContactFlowedOut", "queue-removed"],
      ["ContactQueued", ""],
    ],
  );
  const talking = on.callIds[0];
  assert.ok(talking && on.queues.has(talking));
  assert.deepEqual(lineOf(on, queueB, 48), on.waiting);
});

test("a queue that is removed without another one gives each caller back to their flow, phones that ring are stopped", () => {
  const on = floor({}, 1);
  const [ringing, waiting] = [on.enqueue(), on.enqueue()];
  on.queues.remove(tenantId, queueA, undefined);
  assert.deepEqual(on.stopped, [on.rung[0]?.legId]);
  for (const callId of [ringing, waiting]) {
    const out = on.contactFacts(callId).at(-1);
    assert.ok(out?.type === "ContactFlowedOut" && out.to.kind === "unavailable");
    assert.equal(on.queues.has(callId), false);
  }
  assert.equal(
    on.queues.enqueue({ tenantId, callId: newId(), queueId: queueA, ani: "1", dnis: "2", language: "en" }),
    false,
  );
});

test("a caller who talks survives a restart of control although the queue was removed meanwhile", () => {
  const on = floor({}, 1);
  const callId = on.enqueue();
  const [rung] = on.rung;
  assert.ok(rung);
  on.answer(rung);
  on.queues.remove(tenantId, queueA, undefined);
  on.configure({}, [record(queueB, "B", on.agentIds)]);
  const kept = on.queues.snapshot(callId);
  assert.ok(kept?.talking);
  const after = floor({});
  after.configure({}, [record(queueB, "B")]);
  assert.ok(after.queues.restore(JSON.parse(JSON.stringify(kept))));
  const bridge = { callerLegId: kept.legId, agentLegId: rung.legId, agentId: rung.agentId };
  after.publish({ type: "BridgeEnded", tenantId, callId, ...bridge, endedLegId: kept.legId, cause: "x" });
  assert.equal(after.contactFacts(callId).at(-1)?.type, "ContactServed");
});

test("a skill that is removed is asked for no more: who waited for it is offered at once", () => {
  const skillId = newId<SkillId>();
  const on = floor({ skills: [{ skillId, minimum: 5 }] }, 2);
  const callId = on.enqueue();
  assert.equal(on.rung.length, 0);
  on.configure({ skills: [] });
  assert.deepEqual(
    on.rung.map((each) => each.callId),
    [callId],
  );
});

test("a person who is removed while their phone rings: it stops, and the caller is offered to the next", () => {
  const on = floor({}, 2);
  const callId = on.enqueue();
  const [first] = on.rung;
  assert.equal(first?.agentId, agent(0));
  on.agents.replace(tenantId, [agentRecord(agent(1))]);
  on.configure({}, [record(queueA, "A", [agent(1)]), record(queueB, "B")]);
  assert.deepEqual(on.stopped, [first?.legId]);
  assert.deepEqual(on.rung.at(-1)?.callId, callId);
  assert.equal(on.rung.at(-1)?.agentId, agent(1));
});

test("a caller whose flow asks for a skill waits for who has it, past free agents; a skill that is gone is not waited for", () => {
  const on = floor({}, 2);
  const [english, gone] = [newId<SkillId>(), newId<SkillId>()];
  const records = [record(queueA, "A", on.agentIds), record(queueB, "B")];
  on.configure({}, records, new Map([[agent(1), [{ skillId: english, level: 3 }]]]));
  on.enqueue("1", { [english]: 4 });
  assert.equal(on.rung.length, 0, "nobody knows it so well");
  const second = on.enqueue("2", { [english]: 3 });
  const third = on.enqueue("3", { [gone]: 9 });
  assert.deepEqual(
    on.rung.map(({ callId, agentId }) => [callId, agentId]),
    [
      [second, agent(1)],
      [third, agent(0)],
    ],
  );
});
