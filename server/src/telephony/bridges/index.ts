// Door of bridges: who hears whom.
export { Bridges } from "./bridge-service.ts";
export type { BridgesOptions } from "./bridge-service.ts";
export type { Bridge, BridgeSnapshot } from "./bridge.ts";
export type { Guest, SupervisorRole } from "./bridge-parties.ts";
export { keptBridgeFacts } from "./bridge-facts.ts";
export type { BridgeFact } from "./bridge-facts.ts";
