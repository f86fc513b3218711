// What flows say of a call in its record: its tags.
import type { Fact } from "@tandem/kernel";
import type { RecordContribution } from "#telephony/call-records";
import type { FlowFact } from "./flow-facts.ts";

/** `facts` are the call's, in order: what was noted last stands. */
export function flowContribution(facts: readonly Fact[]): RecordContribution {
  const noted = (facts as readonly FlowFact[]).flatMap((fact) =>
    fact.type === "CallTagged" ? [fact.tags] : [],
  );
  return noted.length === 0 ? {} : { tags: Object.assign({}, ...noted) as Record<string, string> };
}
