// What the routing engine is to know of queues and agents as this system keeps them.
import type { AgentId, QueueId } from "@tandem/kernel";
import { isReady, workStateOf } from "#contact-center/agents";
import type { Agent } from "#contact-center/agents";
import { plainAgent } from "#contact-center/routing";
import type { AgentRouting, QueueRouting, RoutingInput } from "#contact-center/routing";
import { queueRouting } from "./queue-settings.ts";
import type { QueueRecord } from "./queue-store.ts";
import type { RoutingSettings } from "./routing-store.ts";

export function queueRoutings(queues: readonly QueueRecord[], settings: RoutingSettings): QueueRouting[] {
  return queues.map(({ id }) => queueRouting(id, settings.queues.get(id)));
}

/** Each agent with the queues that name them. */
export function agentRoutings(
  agents: readonly Agent[],
  queues: readonly QueueRecord[],
  settings: RoutingSettings,
): AgentRouting[] {
  const queueIds = new Map<AgentId, QueueId[]>(agents.map(({ record }) => [record.id, []]));
  for (const queue of queues) for (const agentId of queue.agentIds) queueIds.get(agentId)?.push(queue.id);
  const excluded = new Map<AgentId, QueueId[]>(agents.map(({ record }) => [record.id, []]));
  for (const [queueId, { excludedAgentIds }] of settings.queues)
    for (const agentId of excludedAgentIds) excluded.get(agentId)?.push(queueId);
  return agents.map(({ record: { id } }) => ({
    ...plainAgent(id, queueIds.get(id) ?? []),
    excludedQueueIds: excluded.get(id) ?? [],
    skills: new Map((settings.agents.get(id) ?? []).map(({ skillId, level }) => [skillId, level])),
  }));
}

export function agentNews(agentId: AgentId, { state }: Agent): RoutingInput {
  return {
    kind: "agent-changed",
    agentId,
    onDuty: state.presence !== "offline",
    ready: isReady(state),
    load: workStateOf(state) === "idle" ? 0 : 1,
    idleSince: Math.max(state.workStateSince, state.presenceSince),
  };
}
