// What agents say of a call in its record.
import type { Fact } from "@tandem/kernel";
import type { RecordContribution } from "#telephony/call-records";
import type { AgentFact } from "./agent-facts.ts";

/** Wrap-up, disposition and note; the last word counts. `facts` are the call's, in order. */
export function agentContribution(facts: readonly Fact[]): RecordContribution {
  let contribution: RecordContribution = {};
  for (const fact of facts as readonly AgentFact[]) {
    if (fact.type === "WrapUpFinished") contribution = { ...contribution, wrapUpMs: fact.wrapUpMs };
    else if (fact.type === "DispositionFiled") {
      contribution = { ...contribution, disposition: fact.disposition, note: fact.note };
    }
  }
  return contribution;
}
