// How a call ends whose flow is over.
import type { FlowEffect, FlowState, RefusalCause } from "@tandem/flows";
import type { Calls, LegEndCause } from "#telephony/calls";

/** For whoever counts calls, and on the wire. `served`: an agent spoke with the caller. */
export function endingOf(
  { served, state }: { readonly served: boolean; readonly state: FlowState },
  effect: Extract<FlowEffect, { kind: "hang-up" | "refuse" }>,
): Parameters<Calls["hangUp"]>[1] {
  if (served) return { cause: "completed", by: "agent" };
  if (effect.kind === "refuse") {
    const cause = effect.cause === "busy" ? "busy" : "rejected";
    return { cause, by: "system", wire: wireCauses[effect.cause] };
  }
  return { cause: "flow-ended", by: "system", wire: state.answered ? "hung-up-locally" : "closed" };
}

const wireCauses: Readonly<Record<RefusalCause, LegEndCause>> = {
  busy: "busy",
  closed: "closed",
  congested: "no-capacity",
  "unknown-number": "not-found",
  "number-changed": "number-changed",
  declined: "declined",
};
