// Door of outbound: calls that agents place from their desks.
export { OutboundCalls } from "./outbound-calls.ts";
export type { OutboundQueue } from "./outbound-calls.ts";
export { shownNumbersOf } from "./shown-numbers.ts";
export { outboundContribution } from "./outbound-contribution.ts";
export { keptOutboundFacts } from "./outbound-facts.ts";
export type { OutboundFact } from "./outbound-facts.ts";
export type { OutboundCall } from "./outbound-call.ts";
export { outboundSums, placedCallFold } from "./placed-call-store.ts";
