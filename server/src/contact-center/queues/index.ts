// Door of queues: callers wait here, and agents are found for them.
export { Queues } from "./queue-service.ts";
export type { QueuesOptions } from "./queue-service.ts";
export { keptQueueFacts } from "./queue-facts.ts";
export type { QueueFact } from "./queue-facts.ts";
export { loadQueues } from "./queue-store.ts";
export type { QueueRecord } from "./queue-store.ts";
export { leaveQueue, queueContribution } from "./queue-contribution.ts";
