// Small numbered names for tests of the engine.
import type { AgentId, CallId, QueueId, SkillId } from "@tandem/kernel";
import { plainAgent, plainQueue } from "../configuration.ts";
import type { QueueRouting } from "../configuration.ts";
import type { Contact, RoutingDecision, RoutingInput } from "../decisions.ts";

export const queueId = (n: number) => `q${n}` as QueueId;
export const agentId = (n: number) => `a${n}` as AgentId;
export const callId = (n: number) => `c${n}` as CallId;
export const skillId = (n: number) => `s${n}` as SkillId;

type AgentSpec = {
  readonly queues?: readonly number[];
  readonly excluded?: readonly number[];
  readonly skills?: Readonly<Record<number, number>>;
  readonly capacity?: number;
};

export const configured = {
  queue: (n: number, more: Partial<QueueRouting>): RoutingInput => ({
    kind: "queue-configured",
    queue: { ...plainQueue(queueId(n)), ...more },
  }),
  agent: (
    n: number,
    { queues = [0], excluded = [], skills = {}, capacity = 1 }: AgentSpec,
  ): RoutingInput => ({
    kind: "agent-configured",
    agent: {
      ...plainAgent(agentId(n), queues.map(queueId)),
      excludedQueueIds: excluded.map(queueId),
      skills: new Map(Object.entries(skills).map(([skill, level]) => [skillId(Number(skill)), level])),
      capacity,
    },
  }),
};

export const free = (n: number, idleSince: number): RoutingInput => ({
  kind: "agent-changed",
  agentId: agentId(n),
  onDuty: true,
  ready: true,
  load: 0,
  idleSince,
});

export const contactIn = (queue: number, n: number, more: Partial<Contact> = {}): RoutingInput => ({
  kind: "contact-queued",
  contact: { callId: callId(n), queueId: queueId(queue), priority: 0, queuedAt: n, ...more },
});

/** The offers among decisions, as `contact→agent`. */
export function offersIn(decisions: readonly RoutingDecision[]): string[] {
  return decisions.flatMap((each) => (each.kind === "offer" ? [`${each.callId}→${each.agentId}`] : []));
}
