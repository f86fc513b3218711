import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFact } from "@tandem/kernel";
import type { AgentId, CallId, Fact, QueueId, TenantId } from "@tandem/kernel";
import { plainAgent, plainQueue } from "#contact-center/routing";
import { recordedContacts, syntheticContacts, until } from "./day.ts";
import type { Traffic } from "./day.ts";
import { erlangA, erlangC } from "./erlang.ts";
import { Random } from "./random.ts";
import { simulate } from "./simulate.ts";

const queueId = "service" as QueueId;
const agents = (count: number) =>
  Array.from({ length: count }, (_, n) => plainAgent(`a${n}` as AgentId, [queueId]));
const handlingMs = 180_000;

/** 40,000 callers of that load; the first two thousand are not counted. */
function run(agentCount: number, load: number, more: Partial<Traffic> = {}, seed = 1) {
  const perSecond = (agentCount * load * 1000) / handlingMs;
  const traffic = [{ queueId, perSecond, handlingMs, ...more }];
  const contacts = until(syntheticContacts(traffic, seed), { count: 40_000 });
  const result = simulate({
    queues: [plainQueue(queueId)],
    agents: agents(agentCount),
    contacts,
    countFromMs: (2000 / perSecond) * 1000,
    estimates: true,
  });
  const queue = result.queues.get(queueId);
  assert.ok(queue);
  return { queue, arrivals: perSecond / 1000 };
}

test("callers without end of patience wait as Erlang C says, impatient ones as Erlang A says", () => {
  const { queue, arrivals } = run(10, 0.8);
  const theory = erlangC({ arrivals, handling: handlingMs, agents: 10 }, queue.targetMs);
  assert.ok(theory);
  assert.ok(Math.abs(queue.delayed / queue.offered / theory.delayed - 1) < 0.06);
  assert.ok(Math.abs(queue.withinTarget / queue.offered / theory.serviceLevel - 1) < 0.03);
  const impatient = run(10, 1.1, { patienceMs: 120_000 });
  const told = erlangA({ ...impatient, handling: handlingMs, agents: 10 }, 120_000, queue.targetMs);
  assert.ok(Math.abs(impatient.queue.abandoned / impatient.queue.offered / told.abandoned - 1) < 0.05);
});

test("all who came are answered, have left or flowed out, and one seed gives one day", () => {
  const impatient = { patienceMs: 60_000, handlingDeviation: 1 };
  const [first, again, other] = [run(5, 1, impatient), run(5, 1, impatient), run(5, 1, impatient, 2)];
  const { offered, answered, abandoned, flowedOut } = first.queue;
  assert.equal(offered, answered + abandoned + flowedOut);
  assert.deepEqual(first.queue, again.queue);
  assert.notEqual(first.queue.waitMs, other.queue.waitMs);
});

test("estimated waits are right in the mean: within a tenth of the mean wait of those who wait", () => {
  const { queue } = run(20, 0.9);
  const meanWaitSeconds = queue.waitMs / queue.delayed / 1000;
  const meanErrorSeconds = queue.estimates.sumSeconds / queue.estimates.count;
  assert.equal(queue.estimates.count, queue.delayed);
  assert.ok(
    Math.abs(meanErrorSeconds) < meanWaitSeconds / 10,
    `${meanErrorSeconds} s of ${meanWaitSeconds} s`,
  );
});

test("phones that ring before they are answered add to the wait; a caller may leave while they ring", () => {
  const contacts = [
    { atMs: 0, queueId, handlingMs: 1000, patienceMs: Infinity },
    { atMs: 10, queueId, handlingMs: 1000, patienceMs: 3000 },
  ];
  const result = simulate({ queues: [plainQueue(queueId)], agents: agents(2), contacts, answerMs: 5000 });
  const queue = result.queues.get(queueId);
  assert.deepEqual([queue?.answered, queue?.abandoned, queue?.waitMs], [1, 1, 8000]);
});

test("agents come and go: nobody is rung before or after, and a call in hand is served to the end; a closed queue overflows", () => {
  const [agent] = agents(1);
  assert.ok(agent);
  const { agentId } = agent;
  const heard: string[] = [];
  const at = (atMs: number, patienceMs = Infinity) => ({ atMs, queueId, handlingMs: 5000, patienceMs });
  const result = simulate({
    queues: [{ ...plainQueue(queueId), overflow: [{ when: { kind: "closed" }, to: { kind: "voicemail" } }] }],
    agents: [agent],
    contacts: [at(0), at(7000), at(12_000, 1000), at(30_000), at(41_000)],
    changes: [
      { atMs: 2000, agentId, presence: "available" },
      { atMs: 10_000, agentId, presence: "away" },
      { atMs: 20_000, agentId, presence: "offline" },
      { atMs: 40_000, queueId, open: false },
    ],
    onOutcome: ({ kind, atMs, contact }) => heard.push(`${contact.atMs} ${kind} at ${atMs}`),
  });
  assert.deepEqual(heard, [
    "0 answered at 2000",
    "7000 answered at 7000",
    "12000 abandoned at 13000",
    "30000 flowed-out at 40000",
    "41000 flowed-out at 41000",
  ]);
  const { offered, answered, abandoned, flowedOut } = result.queues.get(queueId) ?? {};
  assert.deepEqual([offered, answered, abandoned, flowedOut], [5, 2, 1, 2]);
});

test("a day is read back from its facts", () => {
  const tenantId = "t" as TenantId;
  const at = (now: number, content: object): Fact =>
    makeFact({ now: () => now, after: () => () => {} }, { tenantId, ...content } as never);
  const [first, second] = ["c1", "c2"] as CallId[];
  const facts = [
    at(2000, { type: "ContactQueued", callId: second, queueId, queueName: "", returning: false }),
    at(1000, { type: "ContactQueued", callId: first, queueId, queueName: "", returning: false }),
    at(9000, { type: "ContactAbandoned", callId: second, queueId, waitMs: 7000 }),
    at(60_000, { type: "ContactServed", callId: first, queueId, agentId: "a", talkMs: 50_000 }),
    at(65_000, { type: "WrapUpFinished", callId: first, agentId: "a", by: "agent", wrapUpMs: 5000 }),
  ];
  assert.deepEqual(recordedContacts(facts), [
    { atMs: 1000, queueId, handlingMs: 55_000, patienceMs: Infinity },
    { atMs: 2000, queueId, handlingMs: 55_000, patienceMs: 7000 },
  ]);
});

test("random numbers have the means and the spread that they should", () => {
  const random = new Random(3);
  const draw = (one: () => number) => Array.from({ length: 100_000 }, one);
  const mean = (all: number[]) => all.reduce((sum, each) => sum + each, 0) / all.length;
  assert.ok(Math.abs(mean(draw(() => random.uniform())) - 0.5) < 0.005);
  assert.ok(Math.abs(mean(draw(() => random.exponential(10))) - 10) < 0.15);
  const logNormal = draw(() => random.logNormal(10, 0.8));
  assert.ok(Math.abs(mean(logNormal) - 10) < 0.15);
  const variance = mean(logNormal.map((each) => (each - mean(logNormal.slice(0, 1000))) ** 2));
  assert.ok(Math.abs(Math.sqrt(variance) - 8) < 0.8);
});
