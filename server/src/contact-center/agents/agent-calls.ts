// What the legs of calls mean for the agents they belong to.
import type { AgentId, CallId, FactSource } from "@tandem/kernel";
import type { CallFact, CallSignal } from "#telephony/calls";
import type { AgentInput } from "./agent-step.ts";

export type AgentCallsOptions = {
  readonly callFacts: FactSource<CallFact | CallSignal>;
  readonly contactOf: (agentId: AgentId) => CallId | undefined;
  /** The agents whose contact this call is. */
  readonly onCall: (callId: CallId) => Iterable<AgentId>;
  readonly apply: (agentId: AgentId, input: AgentInput) => void;
  readonly onLinkChanged: (agentId: AgentId) => void;
};

/** Tells each agent of their legs, for as long as the process runs. */
export function followCalls({ callFacts, contactOf, onCall, apply, onLinkChanged }: AgentCallsOptions): void {
  callFacts.on("CallArrived", ({ agentId, callId, legId }) => {
    if (!agentId) return;
    // A call that begins with this agent's phone, of a contact that is theirs already.
    if (contactOf(agentId) === callId) apply(agentId, { kind: "leg-dialed", legId });
    else apply(agentId, { kind: "own-leg-began", leg: { callId, legId } });
  });
  callFacts.on("CallAnswered", ({ callId, legId }) => {
    for (const agentId of onCall(callId)) apply(agentId, { kind: "answered", legId });
  });
  callFacts.on("LegDialed", ({ agentId, callId, legId }) => {
    if (agentId && contactOf(agentId) !== callId)
      apply(agentId, { kind: "own-leg-began", leg: { callId, legId } });
  });
  callFacts.on("LegAnswered", ({ agentId, legId }) => {
    if (agentId) apply(agentId, { kind: "answered", legId });
  });
  callFacts.on("LegReplaced", ({ agentId, legId, byLegId, held }) => {
    if (agentId) apply(agentId, { kind: "leg-replaced", legId, byLegId, held });
  });
  callFacts.on("LegLinkChanged", ({ agentId }) => {
    if (agentId) onLinkChanged(agentId);
  });
  callFacts.on("LegEnded", ({ agentId, legId, cause }) => {
    const lost = cause === "phone-lost" || cause === "no-sound";
    if (agentId) apply(agentId, { kind: "leg-ended", legId, lost, missed: cause === "no-answer" });
  });
  callFacts.on("LegHeld", ({ agentId, legId }) => {
    if (agentId) apply(agentId, { kind: "held", legId, held: true });
  });
  callFacts.on("LegResumed", ({ agentId, legId }) => {
    if (agentId) apply(agentId, { kind: "held", legId, held: false });
  });
}
