// Door of bridges: who hears whom.
export { Bridges } from "./bridge-service.ts";
export type { Bridge, BridgesOptions } from "./bridge-service.ts";
export { keptBridgeFacts } from "./bridge-facts.ts";
export type { BridgeFact } from "./bridge-facts.ts";
