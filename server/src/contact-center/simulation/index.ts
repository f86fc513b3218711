// Door of the simulation: the routing engine run through a day in virtual time, and what theory says of it.
export { simulate } from "./simulate.ts";
export type { SimulatedOutcome, Simulation } from "./simulate.ts";
export type { DayChange, SimulatedPresence } from "./duty.ts";
export type { QueueResult, SimulationResult } from "./result.ts";
export { recordedContacts, syntheticContacts, until } from "./day.ts";
export type { SimulatedContact, Traffic } from "./day.ts";
export { Random } from "./random.ts";
export { erlangA, erlangC } from "./erlang.ts";
export type { Load, Outlook } from "./erlang.ts";
