// Door of thresholds: from where on a queue's figures are alarms, and which are raised now.
export { QueueAlarms } from "./queue-alarms.ts";
export type { AlarmChange, WatchedQueue } from "./queue-alarms.ts";
export { leastCallersForShare } from "./thresholds.ts";
export type { Figure, Level, Thresholds } from "./thresholds.ts";
export { loadOpenAlarms, loadThresholds, storeAlarmChange, storeThresholds } from "./threshold-store.ts";
