// Finds what can never work in a tenant's routing, before it is taken over: loops of overflow, rules that nobody could ever
// meet, targets that nobody could.
import type { QueueId, SkillId } from "@tandem/kernel";
import type { AgentRouting, QueueRouting } from "./configuration.ts";
import { has } from "./pools.ts";

export type RoutingProblem = {
  readonly kind:
    | "overflow-loop"
    | "overflow-to-nowhere"
    | "overflow-at-zero"
    | "overflow-shadowed"
    | "nobody-has-the-skills"
    | "ring-never"
    | "ring-without-skill"
    | "impossible-target";
  readonly queueId: QueueId;
  readonly message: string;
};

/** Every problem, by queue in the order given; empty when all can work. */
export function routingProblems(
  queues: readonly QueueRouting[],
  agents: readonly AgentRouting[],
): RoutingProblem[] {
  const byId = new Map(queues.map((queue) => [queue.queueId, queue]));
  return queues.flatMap((queue) => [
    ...targetProblems(queue),
    ...skillProblems(queue, agents),
    ...overflowProblems(queue, byId),
  ]);
}

function targetProblems({ queueId, targetMs, goal }: QueueRouting): RoutingProblem[] {
  const kind = "impossible-target";
  const problems: RoutingProblem[] = [];
  if (targetMs <= 0) problems.push({ kind, queueId, message: "nobody can be answered within 0 seconds" });
  if (goal <= 0 || goal > 1)
    problems.push({ kind, queueId, message: "the share to be answered in time lies above 0 and up to 1" });
  return problems;
}

/** Only a queue with agents is judged: one without is waiting for them. */
function skillProblems(queue: QueueRouting, agents: readonly AgentRouting[]): RoutingProblem[] {
  const { queueId, rings } = queue;
  const members = agents.filter(
    (agent) => agent.queueIds.includes(queueId) && !agent.excludedQueueIds.includes(queueId),
  );
  const minimums = new Map<SkillId, number>(queue.skills.map((each) => [each.skillId, each.minimum]));
  for (const ring of rings)
    for (const { skillId, minimum } of ring.minimums)
      if (minimums.has(skillId)) minimums.set(skillId, minimum);
  const last = [...minimums].map(([skillId, minimum]) => ({ skillId, minimum }));
  const problems: RoutingProblem[] = [];
  if (members.length > 0 && !members.some((agent) => has(agent, last)))
    problems.push({
      kind: "nobody-has-the-skills",
      queueId,
      message: "none of the queue's agents has the skills it asks for",
    });
  if (rings.some((ring, n) => ring.afterMs <= (rings[n - 1]?.afterMs ?? 0)))
    problems.push({ kind: "ring-never", queueId, message: "each ring begins later than the one before it" });
  if (rings.some((ring) => ring.minimums.some(({ skillId }) => !minimums.has(skillId))))
    problems.push({
      kind: "ring-without-skill",
      queueId,
      message: "a ring lowers a skill that the queue does not ask for",
    });
  return problems;
}

function overflowProblems(queue: QueueRouting, byId: ReadonlyMap<QueueId, QueueRouting>): RoutingProblem[] {
  const { queueId } = queue;
  const problems: RoutingProblem[] = [];
  const seen = new Map<string, number>();
  for (const { when, to } of queue.overflow) {
    if (to.kind === "queue" && !byId.has(to.queueId))
      problems.push({
        kind: "overflow-to-nowhere",
        queueId,
        message: "it overflows into a queue that is not there",
      });
    const least = "overMs" in when ? when.overMs : "from" in when ? when.from : 0;
    if (least <= 0 && (when.kind === "wait" || when.kind === "size"))
      problems.push({ kind: "overflow-at-zero", queueId, message: `${when.kind} 0 would let nobody in` });
    // A rule behind one of the same kind that is met earlier never counts.
    if (least >= (seen.get(when.kind) ?? Infinity))
      problems.push({
        kind: "overflow-shadowed",
        queueId,
        message: `a rule for ${when.kind} stands before it`,
      });
    seen.set(when.kind, Math.min(least, seen.get(when.kind) ?? Infinity));
  }
  if (leadsBack(queue, byId))
    problems.push({ kind: "overflow-loop", queueId, message: "its overflow leads back to itself" });
  return problems;
}

function leadsBack(queue: QueueRouting, byId: ReadonlyMap<QueueId, QueueRouting>): boolean {
  const seen = new Set<QueueId>();
  const open = [queue];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const { to } of next.overflow) {
      if (to.kind !== "queue") continue;
      if (to.queueId === queue.queueId) return true;
      const target = byId.get(to.queueId);
      if (!target || seen.has(to.queueId)) continue;
      seen.add(to.queueId);
      open.push(target);
    }
  }
  return false;
}
