// What voicemail says of a call in its record.
import type { Fact } from "@tandem/kernel";
import type { RecordContribution } from "#telephony/call-records";
import type { VoicemailFact } from "./voicemail-facts.ts";

/** Whoever spoke a message has not given up. `facts` are the call's. */
export function voicemailContribution(facts: readonly Fact[]): RecordContribution {
  const isLeft = (facts as readonly VoicemailFact[]).some(({ type }) => type === "MessageStarted");
  return isLeft ? { leftMessage: true } : {};
}
