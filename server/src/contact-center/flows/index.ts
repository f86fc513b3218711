// Door of flows: what a caller is led through.
export { Flows } from "./flow-service.ts";
export type { FlowsOptions } from "./flow-service.ts";
export type { FlowRunSnapshot, PublishedFlow } from "./flow-run.ts";
export { flowContribution } from "./flow-contribution.ts";
export { keptFlowFacts } from "./flow-facts.ts";
export type { FlowFact } from "./flow-facts.ts";
export { callsInNode, flowInsight } from "./flow-insight-store.ts";
export { TrialFlows } from "./trial-flows.ts";
export { FlowPublisher } from "./flow-publisher.ts";
export { createFlow, deleteFlow, listFlows, renameFlow } from "./flow-list-store.ts";
export type { FlowListing } from "./flow-list-store.ts";
export { loadDraft, saveDraft } from "./flow-draft-store.ts";
export { callOffPublication, flowHistory, loadVersion } from "./flow-publication-store.ts";
export type { PublicationSource } from "./flow-publication-store.ts";
export { welcomeFlow } from "./welcome-flow.ts";
