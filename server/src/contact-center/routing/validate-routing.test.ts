import assert from "node:assert/strict";
import { test } from "node:test";
import { plainAgent, plainQueue } from "./configuration.ts";
import type { OverflowRule, QueueRouting } from "./configuration.ts";
import { agentId, queueId, skillId } from "./testing/numbered-names.ts";
import { routingProblems } from "./validate-routing.ts";

const queue = (n: number, more: Partial<QueueRouting> = {}): QueueRouting => ({
  ...plainQueue(queueId(n)),
  ...more,
});
const into = (n: number, overMs = 1000): OverflowRule => ({
  when: { kind: "wait", overMs },
  to: { kind: "queue", queueId: queueId(n) },
});
const problems = (...queues: QueueRouting[]) =>
  routingProblems(queues, [
    { ...plainAgent(agentId(1), [queueId(0)]), skills: new Map([[skillId(1), 3]]) },
  ]).map((each) => `${each.queueId} ${each.kind}`);

test("loops of overflow are found, also over other queues; a chain that ends is none", () => {
  assert.deepEqual(
    problems(queue(0, { overflow: [into(1)] }), queue(1, { overflow: [into(2)] }), queue(2)),
    [],
  );
  const loop = [
    queue(0, { overflow: [into(1)] }),
    queue(1, { overflow: [into(0)] }),
    queue(2, { overflow: [into(0)] }),
  ];
  assert.deepEqual(problems(...loop), ["q0 overflow-loop", "q1 overflow-loop"]);
  assert.deepEqual(problems(queue(0, { overflow: [into(0)] })), ["q0 overflow-loop"]);
});

test("rules that could never count, and queues that are not there", () => {
  assert.deepEqual(problems(queue(0, { overflow: [into(1, 1000), into(1, 2000)] }), queue(1)), [
    "q0 overflow-shadowed",
  ]);
  assert.deepEqual(problems(queue(0, { overflow: [into(9)] })), ["q0 overflow-to-nowhere"]);
  assert.deepEqual(problems(queue(0, { overflow: [into(1, 0)] }), queue(1)), ["q0 overflow-at-zero"]);
});

test("skills that no agent of the queue has, unless a ring comes down to them", () => {
  const skills = [{ skillId: skillId(1), minimum: 5 }];
  assert.deepEqual(problems(queue(0, { skills })), ["q0 nobody-has-the-skills"]);
  const ring = (afterMs: number) => ({ afterMs, minimums: [{ skillId: skillId(1), minimum: 3 }] });
  assert.deepEqual(problems(queue(0, { skills, rings: [ring(1000)] })), []);
  assert.deepEqual(problems(queue(0, { skills, rings: [ring(1000), ring(1000)] })), ["q0 ring-never"]);
  const other = { afterMs: 1000, minimums: [{ skillId: skillId(9), minimum: 1 }] };
  assert.deepEqual(problems(queue(1, { rings: [other] })), ["q1 ring-without-skill"]);
  assert.deepEqual(problems(queue(1, { skills })), [], "a queue without agents is waiting for them");
});

test("targets that cannot be met", () => {
  assert.deepEqual(problems(queue(0, { targetMs: 0, goal: 1.2 })), [
    "q0 impossible-target",
    "q0 impossible-target",
  ]);
});
