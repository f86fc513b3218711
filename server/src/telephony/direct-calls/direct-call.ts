// A call from an agent's phone straight to somebody, past all flows and queues. Pure: what follows from what
// happens on its two legs.
//
// phase   | means                                  | leaves by
// --------+----------------------------------------+----------------------------------------
// summoned | our agent's phone rings first, for a call of its own | near-answered, call-ended
// dialing | the far side is being called           | far-answered, far-ended, call-ended
// joining | it answered; our agent's phone is told | near-answered, far-ended, call-ended
// talking | both hear each other                   | far-ended, call-ended
// ended   | nothing is left                        | –
import { assertNever } from "@tandem/kernel";
import type { CallEndCause, CallParty, LegEndCause, LegEnding } from "#telephony/calls";

export type DirectCallPhase = "summoned" | "dialing" | "joining" | "talking" | "ended";

export type DirectCallState = {
  readonly phase: DirectCallPhase;
  /** Sound of the far side reaches the agent before the answer. */
  readonly early: boolean;
  /** Our agent's phone was rung first, and has answered. */
  readonly isNearUp?: boolean;
  /** The colleague who is called has a mailbox for calls they do not answer. */
  readonly hasMailbox?: boolean;
};

export type DirectCallInput =
  | { readonly kind: "far-ringing" | "far-early" | "far-answered" | "near-answered" | "call-ended" }
  | {
      readonly kind: "far-ended";
      readonly cause: LegEndCause;
      /** As the far side said it: the agent's phone is told the same. */
      readonly ending?: LegEnding | undefined;
    };

export type DirectCallEffect =
  | {
      readonly kind:
        | "ring"
        | "hear-early"
        | "answer"
        | "join"
        | "dial-far"
        | "play-ringback"
        | "take-message";
    }
  | {
      readonly kind: "hang-up";
      readonly cause: CallEndCause;
      readonly by: CallParty;
      readonly wire: LegEndCause;
      readonly because?: LegEnding;
    };

export type DirectCallStep = {
  readonly state: DirectCallState;
  readonly effects: readonly DirectCallEffect[];
};

export const newDirectCall: DirectCallState = { phase: "dialing", early: false };
export const newSummonedCall: DirectCallState = { phase: "summoned", early: false };

export function stepDirectCall(state: DirectCallState, input: DirectCallInput): DirectCallStep {
  if (state.phase === "ended") return stay(state);
  switch (input.kind) {
    case "far-ringing":
      // Whoever is heard rings, or says, by themselves.
      if (state.phase !== "dialing" || state.early) return stay(state);
      return { state, effects: [{ kind: state.isNearUp ? "play-ringback" : "ring" }] };
    case "far-early":
      if (state.phase !== "dialing") return stay(state);
      return { state: { ...state, early: true }, effects: [{ kind: "hear-early" }] };
    case "far-answered":
      if (state.phase !== "dialing") return stay(state);
      if (state.isNearUp) return { state: { ...state, phase: "talking" }, effects: [{ kind: "join" }] };
      return { state: { ...state, phase: "joining" }, effects: [{ kind: "answer" }] };
    case "near-answered":
      if (state.phase === "summoned")
        return { state: { ...state, phase: "dialing", isNearUp: true }, effects: [{ kind: "dial-far" }] };
      if (state.phase !== "joining") return stay(state);
      return { state: { ...state, phase: "talking" }, effects: [{ kind: "join" }] };
    case "far-ended":
      if (state.phase === "dialing" && state.hasMailbox && unanswered.has(input.cause))
        return { state: { ...state, phase: "ended" }, effects: [{ kind: "take-message" }] };
      return { state: { ...state, phase: "ended" }, effects: [hangUp(state.phase, input)] };
    case "call-ended":
      return stay({ ...state, phase: "ended" });
    default:
      return assertNever(input);
  }
}

/** Ends after which the caller may still say what they wanted. */
const unanswered: ReadonlySet<LegEndCause> = new Set<LegEndCause>([
  "no-answer",
  "busy",
  "declined",
  "unreachable",
]);

function stay(state: DirectCallState): DirectCallStep {
  return { state, effects: [] };
}

/** The agent's phone hears why: busy is 486, an unknown number 404 (RFC 3261 §21.4). */
function hangUp(
  phase: DirectCallPhase,
  { cause, ending }: Extract<DirectCallInput, { kind: "far-ended" }>,
): DirectCallEffect {
  const because = ending?.by === "them" ? { because: ending } : {};
  if (phase !== "dialing")
    return { kind: "hang-up", cause: "completed", by: "callee", wire: "hung-up-locally", ...because };
  const by = cause === "busy" || cause === "declined" ? "callee" : "system";
  return { kind: "hang-up", cause: endCauseOf(cause), by, wire: cause, ...because };
}

function endCauseOf(cause: LegEndCause): CallEndCause {
  if (cause === "busy") return "busy";
  if (cause === "declined" || cause === "rejected") return "rejected";
  if (cause === "not-found" || cause === "number-changed") return "rejected";
  return cause === "no-answer" ? "no-answer" : "failed";
}
