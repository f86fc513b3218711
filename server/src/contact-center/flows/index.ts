// Door of flows: what a caller is led through.
export { Flows } from "./flow-service.ts";
export type { FlowRunSnapshot, FlowsOptions, PublishedFlow } from "./flow-service.ts";
export { keptFlowFacts } from "./flow-facts.ts";
export type { FlowFact } from "./flow-facts.ts";
export { loadPublishedFlows } from "./flow-store.ts";
export type { FlowRecord } from "./flow-store.ts";
export { welcomeFlow } from "./welcome-flow.ts";
