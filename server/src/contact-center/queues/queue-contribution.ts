// What queues say of a call in its record.
import { makeFact } from "@tandem/kernel";
import type { Clock, Fact } from "@tandem/kernel";
import type { RecordContribution } from "#telephony/call-records";
import type { QueueFact } from "./queue-facts.ts";

/** Queue, agent and wait of an ended call. `facts` are the call's, in order. */
export function queueContribution(facts: readonly Fact[]): RecordContribution {
  let contribution: RecordContribution = {};
  let waitMs = 0;
  for (const fact of facts as readonly QueueFact[]) {
    if (fact.type === "ContactQueued") {
      contribution = { ...contribution, queueId: fact.queueId, queueName: fact.queueName };
    } else if (fact.type === "ContactAnswered") {
      waitMs += fact.waitMs;
      const { agentId, agentName } = fact;
      contribution = { ...contribution, agentId, agentName, answeredAt: contribution.answeredAt ?? fact.at };
    } else if (fact.type === "ContactAbandoned" || fact.type === "ContactFlowedOut") {
      waitMs += fact.waitMs;
    }
  }
  return waitMs > 0 ? { ...contribution, waitMs } : contribution;
}

/** For a call cut off by the end of the process: who still waited has left, so that every contact queued is accounted for. */
export function leaveQueue(facts: readonly Fact[], clock: Clock): Fact[] {
  const inOrder = (facts as readonly QueueFact[]).toSorted(
    // An overflow leaves one queue and comes into the next within a millisecond.
    (a, b) => a.at - b.at || (a.id < b.id ? -1 : 1),
  );
  const last = inOrder.findLast(
    ({ type }) =>
      type === "ContactQueued" ||
      type === "ContactAnswered" ||
      type === "ContactAbandoned" ||
      type === "ContactFlowedOut",
  );
  if (last?.type !== "ContactQueued") return [];
  const { tenantId, callId, queueId, at } = last;
  const waitMs = clock.now() - at;
  return [makeFact<QueueFact>(clock, { type: "ContactAbandoned", tenantId, callId, queueId, waitMs })];
}
