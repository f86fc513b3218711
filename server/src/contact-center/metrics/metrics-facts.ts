// What the metrics module publishes: kept once, as rows of its own, and not among the facts of calls.
import type { AgentId, CallId, Fact, QueueId } from "@tandem/kernel";
import type { Presence, WorkState } from "#contact-center/agents";

export type MetricsFact =
  /** From here on the agent is so, until the next of these. `contactId`: the call at hand, whose story this is not. */
  Fact<
    "AgentStateBegan",
    {
      agentId: AgentId;
      presence: Presence;
      reason: string | null;
      workState: WorkState;
      contactId: CallId | null;
      queueId: QueueId | null;
    }
  >;

export const keptMetricsFacts: readonly MetricsFact["type"][] = ["AgentStateBegan"];

export function isMetricsFact(fact: Fact): fact is MetricsFact {
  return fact.type === "AgentStateBegan";
}
