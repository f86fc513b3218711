// The fact that begins a state of an agent.
import { makeFact } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { AgentInterval } from "../agent-times.ts";
import type { MetricsFact } from "../metrics-facts.ts";

export function stateFact(
  tenantId: TenantId,
  {
    agentId,
    presence,
    workState,
    startedAt,
  }: Pick<AgentInterval, "agentId" | "presence" | "workState" | "startedAt">,
): MetricsFact {
  const content = { agentId, presence, workState, reason: null, contactId: null, queueId: null };
  const clock = { now: () => startedAt, after: () => () => {} };
  return makeFact<MetricsFact>(clock, { type: "AgentStateBegan", tenantId, ...content });
}
