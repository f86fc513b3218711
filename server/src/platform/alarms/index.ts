// Door of alarms: what somebody has to look after on this node, for as long as it lasts.
export { Alarms } from "./alarms.ts";
export type { Alarm, AlarmKind } from "./alarms.ts";
export { DiskWatch } from "./disk-watch.ts";
