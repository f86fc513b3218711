// Door of agents: who can take a call, and what each agent is doing.
export { Agents } from "./agent-service.ts";
export type { Agent, AgentsOptions } from "./agent-service.ts";
export type { AgentError } from "./agent-errors.ts";
export { isReady, newAgent, workStateOf } from "./agent-state.ts";
export type {
  AgentContact,
  AgentState,
  AwayReason,
  KeptFor,
  OfferedContact,
  Presence,
  PresenceBy,
  WorkState,
} from "./agent-state.ts";
export { DeskRules, systemReasonNames } from "./desk-rules.ts";
export type { QueueDeskRules, TenantDeskRules } from "./desk-rules.ts";
export {
  loadDeskRules,
  storeDeskRules,
  storeQueueDeskRules,
  storeQueuesOfAgent,
  storeQueueSignIn,
} from "./desk-rules-store.ts";
export { keptAgentFacts } from "./agent-facts.ts";
export type { AgentFact, AgentSignal } from "./agent-facts.ts";
export { loadAgents } from "./agent-store.ts";
export type { AgentRecord } from "./agent-store.ts";
export { agentContribution } from "./agent-contribution.ts";
export { DispositionList, treeProblem } from "./dispositions.ts";
export { loadDispositions, storeDispositions } from "./disposition-store.ts";
export type { Disposition } from "./dispositions.ts";
