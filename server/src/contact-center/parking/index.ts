// Door of parking: callers who wait at a place for anybody to pick them up.
export { ParkedCalls } from "./parked-calls.ts";
export type { ParkedCall, ParkedCallSnapshot } from "./parked-calls.ts";
export { isParkPlace } from "./park-places.ts";
export { keptParkingFacts } from "./parking-facts.ts";
export type { ParkingFact } from "./parking-facts.ts";
