// Door of agents: who can take a call, and what each agent is doing.
export { Agents } from "./agent-service.ts";
export type { Agent, AgentError, AgentsOptions } from "./agent-service.ts";
export { isEligible, workStateOf } from "./agent.ts";
export type { AgentContact, AgentState, AwayReason, OfferedContact, Presence, WorkState } from "./agent.ts";
export { keptAgentFacts } from "./agent-facts.ts";
export type { AgentFact, AgentSignal } from "./agent-facts.ts";
export { loadAgents } from "./agent-store.ts";
export type { AgentRecord } from "./agent-store.ts";
export { agentContribution } from "./agent-contribution.ts";
export { DispositionList, loadDispositions } from "./dispositions.ts";
export type { Disposition } from "./dispositions.ts";
