// What a call record says of a call that an agent placed: who it was, and when it was answered.
import type { Fact } from "@tandem/kernel";
import type { RecordContribution } from "#telephony/call-records";
import type { CallFact } from "#telephony/calls";

/** `facts` are the call's, in order. */
export function directCallContribution(facts: readonly Fact[]): RecordContribution {
  const known = facts as readonly CallFact[];
  const arrived = known.find((fact) => fact.type === "CallArrived");
  if (!arrived?.agentId || !arrived.target) return {};
  const answered = known.find((fact) => fact.type === "LegAnswered");
  return {
    agentId: arrived.agentId,
    agentName: arrived.source.name,
    ...(answered && { answeredAt: answered.at }),
  };
}
