// Door of routing: the pure engine that brings callers and agents together.
export { isOffered, nextWakeAt, stepRouting, waitOutlook } from "./engine.ts";
export type { WaitOutlook } from "./engine.ts";
export { newRouting, restAfterMissedOfferMs } from "./state.ts";
export type { RoutingOptions, RoutingState } from "./state.ts";
export { IndexedHeap } from "./indexed-heap.ts";
export type { Placed } from "./indexed-heap.ts";
export type {
  Contact,
  Explanation,
  PassedOver,
  RoutingDecision,
  RoutingInput,
  Trigger,
} from "./decisions.ts";
export { routingProblems } from "./validate-routing.ts";
export type { RoutingProblem } from "./validate-routing.ts";
export { errorBoundsSeconds, EstimateErrors } from "./estimate-errors.ts";
export { plainAgent, plainQueue } from "./configuration.ts";
export type {
  AgentRouting,
  AgentStrategy,
  OverflowCause,
  OverflowRule,
  OverflowTarget,
  QueueChoice,
  QueueRouting,
  Requirement,
  SkillLevel,
  SkillRing,
} from "./configuration.ts";
