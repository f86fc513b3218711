// What a call record says of a caller whom somebody outside took over from a queue: that they were answered, and when.
import type { Fact } from "@tandem/kernel";
import type { RecordContribution } from "#telephony/call-records";
import type { QueueFact } from "#contact-center/queues";
import type { OverflowFact } from "./overflow-facts.ts";

/** `facts` are the call's, in order. */
export function overflowContribution(facts: readonly Fact[]): RecordContribution {
  const answered = (facts as readonly (QueueFact | OverflowFact)[]).find(
    ({ type }) => type === "ContactAnswered" || type === "OverflowAnswered",
  );
  return answered?.type === "OverflowAnswered" ? { answeredAt: answered.at } : {};
}
