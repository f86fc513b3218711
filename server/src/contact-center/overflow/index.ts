// Door of overflow: who goes on with callers whom a queue sent away.
export { keptOverflowFacts } from "./overflow-facts.ts";
export type { OverflowFact } from "./overflow-facts.ts";
export { overflowContribution } from "./overflow-contribution.ts";
export { Overflows } from "./overflow-service.ts";
export type { OverflowSnapshot } from "./overflow-service.ts";
