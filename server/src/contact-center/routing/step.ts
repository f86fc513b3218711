// One step of the engine under way.
import type { RoutingDecision, Trigger } from "./decisions.ts";
import type { RoutingState } from "./state.ts";

export type Step = {
  readonly state: RoutingState;
  readonly now: number;
  readonly decisions: RoutingDecision[];
  readonly trigger: Trigger;
};
