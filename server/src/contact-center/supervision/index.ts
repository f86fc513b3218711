// Door of supervision: the live floor, and supervisors in its calls.
export { FloorControl } from "./floor-control.ts";
export type { FloorControlError } from "./floor-control.ts";
export { Floor } from "./floor.ts";
export type { FloorChange, FloorQueue } from "./floor.ts";
export { keptSupervisionFacts } from "./supervision-facts.ts";
export type { SupervisionFact } from "./supervision-facts.ts";
export { Supervision } from "./supervision-service.ts";
export type { SupervisionError } from "./supervision-service.ts";
export type { FloorCall } from "./floor-call.ts";
