// A call from an agent's phone straight to somebody, past all flows and queues. Pure: what follows from what
// happens on its two legs.
//
// phase   | means                                  | leaves by
// --------+----------------------------------------+----------------------------------------
// dialing | the far side is being called           | far-answered, far-ended, call-ended
// joining | it answered; our agent's phone is told | near-answered, far-ended, call-ended
// talking | both hear each other                   | far-ended, call-ended
// ended   | nothing is left                        | –
import { assertNever } from "@tandem/kernel";
import type { CallEndCause, CallParty, LegEndCause } from "#telephony/calls";

export type DirectCallPhase = "dialing" | "joining" | "talking" | "ended";

export type DirectCallState = {
  readonly phase: DirectCallPhase;
  /** Sound of the far side reaches the agent before the answer. */
  readonly early: boolean;
};

export type DirectCallInput =
  | { readonly kind: "far-ringing" | "far-early" | "far-answered" | "near-answered" | "call-ended" }
  | { readonly kind: "far-ended"; readonly cause: LegEndCause };

export type DirectCallEffect =
  | { readonly kind: "ring" | "hear-early" | "answer" | "join" }
  | {
      readonly kind: "hang-up";
      readonly cause: CallEndCause;
      readonly by: CallParty;
      readonly wire: LegEndCause;
    };

export type DirectCallStep = {
  readonly state: DirectCallState;
  readonly effects: readonly DirectCallEffect[];
};

export const newDirectCall: DirectCallState = { phase: "dialing", early: false };

export function stepDirectCall(state: DirectCallState, input: DirectCallInput): DirectCallStep {
  if (state.phase === "ended") return stay(state);
  switch (input.kind) {
    case "far-ringing":
      // Whoever is heard rings, or says, by themselves.
      return state.phase === "dialing" && !state.early ? { state, effects: [{ kind: "ring" }] } : stay(state);
    case "far-early":
      if (state.phase !== "dialing") return stay(state);
      return { state: { ...state, early: true }, effects: [{ kind: "hear-early" }] };
    case "far-answered":
      if (state.phase !== "dialing") return stay(state);
      return { state: { ...state, phase: "joining" }, effects: [{ kind: "answer" }] };
    case "near-answered":
      if (state.phase !== "joining") return stay(state);
      return { state: { ...state, phase: "talking" }, effects: [{ kind: "join" }] };
    case "far-ended":
      return { state: { ...state, phase: "ended" }, effects: [hangUp(state.phase, input.cause)] };
    case "call-ended":
      return stay({ ...state, phase: "ended" });
    default:
      return assertNever(input);
  }
}

function stay(state: DirectCallState): DirectCallStep {
  return { state, effects: [] };
}

/** The agent's phone hears why: busy is 486, an unknown number 404 (RFC 3261 §21.4). */
function hangUp(phase: DirectCallPhase, cause: LegEndCause): DirectCallEffect {
  if (phase !== "dialing")
    return { kind: "hang-up", cause: "completed", by: "callee", wire: "hung-up-locally" };
  const by = cause === "busy" || cause === "declined" ? "callee" : "system";
  return { kind: "hang-up", cause: endCauseOf(cause), by, wire: cause };
}

function endCauseOf(cause: LegEndCause): CallEndCause {
  if (cause === "busy") return "busy";
  if (cause === "declined" || cause === "rejected" || cause === "not-found") return "rejected";
  return cause === "no-answer" ? "no-answer" : "failed";
}
