// Door of supervision: the live floor.
export { Floor } from "./floor.ts";
export type { FloorChange, FloorQueue } from "./floor.ts";
export type { FloorCall } from "./floor-call.ts";
export { startOfDay } from "./today-counts.ts";
export { countQueueEvents } from "./today-counts-store.ts";
