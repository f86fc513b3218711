// What a tenant settles about routing: queues, agents, lists. Data only; validate-routing.ts judges it.
import type { AgentId, FlowId, QueueId, SkillId } from "@tandem/kernel";

/** From 1, knows a little, to 10, nobody better. A minimum of 0 asks for nothing. */
export type SkillLevel = number;

export type Requirement = { readonly skillId: SkillId; readonly minimum: SkillLevel };

/** Who comes first among the free agents of a queue; ties go to the longest idle, then by id. */
export type AgentStrategy = "longest-idle" | "least-calls" | "most-skilled" | "round-robin";

/** Bullseye: after that wait these minimums take the place of the queue's; what is not named stays. */
export type SkillRing = { readonly afterMs: number; readonly minimums: readonly Requirement[] };

export type OverflowCause =
  | { readonly kind: "wait"; readonly overMs: number }
  /** As many wait already. */
  | { readonly kind: "size"; readonly from: number }
  /** Asked when the contact comes. */
  | { readonly kind: "estimated-wait"; readonly overMs: number }
  | { readonly kind: "nobody-on-duty" }
  | { readonly kind: "closed" };

export type OverflowTarget =
  | { readonly kind: "queue"; readonly queueId: QueueId }
  | { readonly kind: "flow"; readonly flowId: FlowId }
  | { readonly kind: "voicemail" }
  | { readonly kind: "external"; readonly number: string }
  | { readonly kind: "message"; readonly prompt: string };

/** The first rule of a queue whose cause is met counts. */
export type OverflowRule = { readonly when: OverflowCause; readonly to: OverflowTarget };

export type QueueRouting = {
  readonly queueId: QueueId;
  readonly strategy: AgentStrategy;
  /** How many agents are rung at once for one contact, as far as they are free; the first to answer has it. */
  readonly ringAtOnce: number;
  readonly skills: readonly Requirement[];
  /** In order of time. */
  readonly rings: readonly SkillRing[];
  /** Added to each contact's own. */
  readonly priority: number;
  /** A contact of one priority more goes as if it had waited that much longer. */
  readonly priorityStepMs: number;
  /** Answer within that time: agents of several queues go where it is over first. */
  readonly targetMs: number;
  /** Share to be answered within the target, 0 to 1. */
  readonly goal: number;
  /** How long a contact is kept for the agent it spoke with last, as long as that one is on duty; 0: not at all. */
  readonly lastAgentMs: number;
  readonly overflow: readonly OverflowRule[];
};

export type AgentRouting = {
  readonly agentId: AgentId;
  readonly queueIds: readonly QueueId[];
  /** Queues that send this agent nobody, whatever the list above says. */
  readonly excludedQueueIds: readonly QueueId[];
  readonly skills: ReadonlyMap<SkillId, SkillLevel>;
  /** How many contacts at once. */
  readonly capacity: number;
};

/**
 * Which of the contacts that an agent could have goes first, when queues compete:
 * `longest-waiting` (with its priority), `earliest-target` (whose target is over first), `furthest-behind` (the same,
 * and a queue that misses its goal gets a start).
 */
export type QueueChoice = "longest-waiting" | "earliest-target" | "furthest-behind";

const defaultPriorityStepMs = 60_000;

/** A queue with nothing but agents. */
export function plainQueue(queueId: QueueId): QueueRouting {
  return {
    queueId,
    strategy: "longest-idle",
    ringAtOnce: 1,
    skills: [],
    rings: [],
    priority: 0,
    priorityStepMs: defaultPriorityStepMs,
    targetMs: 20_000,
    goal: 0.8,
    lastAgentMs: 0,
    overflow: [],
  };
}

export function plainAgent(agentId: AgentId, queueIds: readonly QueueId[]): AgentRouting {
  return { agentId, queueIds, excludedQueueIds: [], skills: new Map(), capacity: 1 };
}
