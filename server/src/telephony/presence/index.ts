// Door of presence: who is on the phone and who is there, for those who watch.
export { eventPackages, Lamps } from "./lamp-service.ts";
export type { LampsOptions, Watcher } from "./lamp-service.ts";
export type { MessageCounts } from "./message-summary.ts";
export type { Activity, PresenceState } from "./presence-document.ts";
