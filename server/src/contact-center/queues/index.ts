// Door of queues: callers wait here, and agents are found for them.
export { Queues } from "./queue-service.ts";
export type { AssignError, QueuesOptions } from "./queue-service.ts";
export type { QueuedCallSnapshot } from "./queued-call.ts";
export { keptQueueFacts } from "./queue-facts.ts";
export type { QueueFact } from "./queue-facts.ts";
export { deleteQueue, loadQueues, storeQueue } from "./queue-store.ts";
export type { QueueRecord } from "./queue-store.ts";
export {
  deleteSkill,
  loadRoutingSettings,
  loadTargets,
  storeAgentSkills,
  storeSkill,
} from "./routing-store.ts";
export type { AgentSkill, RoutingSettings } from "./routing-store.ts";
export { agentRoutings } from "./queue-routing.ts";
export { defaultCallbackSettings, queueRouting } from "./queue-settings.ts";
export type { CallbackSettings, OverflowSetting, QueueSettings } from "./queue-settings.ts";
export { storeQueueSettings } from "./queue-settings-store.ts";
export { loadLastTalks, longestMemoryMs } from "./last-agents.ts";
export { deleteListedNumber, loadListedNumbers, storeListedNumber } from "./listed-number-store.ts";
export { leaveQueue, queueContribution } from "./queue-contribution.ts";
