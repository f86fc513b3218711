// What a call record says of a call that an agent placed on behalf of a queue.
import type { Fact } from "@tandem/kernel";
import type { RecordContribution } from "#telephony/call-records";
import type { OutboundFact } from "./outbound-facts.ts";

/** `facts` are the call's, in order. */
export function outboundContribution(facts: readonly Fact[]): RecordContribution {
  const placed = (facts as readonly OutboundFact[]).find((fact) => fact.type === "OutboundCallPlaced");
  if (!placed?.queueId || placed.queueName === null) return {};
  return { queueId: placed.queueId, queueName: placed.queueName };
}
