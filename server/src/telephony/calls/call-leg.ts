// One leg of a call: our end of one SIP dialog together with one media leg.
//
// state     | means                                       | leaves by
// ----------+---------------------------------------------+---------------------------------------------
// opening   | media is asked for a port                   | media-opened, media-refused, any end
// waiting   | arrived, port ready, not answered yet       | answer-wanted, caller cancels, any end
// answering | our 200 is out, ACK not in                  | acknowledged, any end
// dialing   | our INVITE is out                           | ringing, answered, refused, any end
// ringing   | the other side rings                        | answered, refused, any end
// up        | both signalling and media are there         | any end
// ended     | nothing is left; every further input is idle| –
//
// Whatever happens, signalling is ended once and the media leg is closed once: the tests hold that
// for every order of inputs.
import { assertNever } from "@tandem/kernel";
import type { LegEndCause } from "./leg-causes.ts";

export type LegDirection = "arriving" | "dialing";

export type LegPhase = "opening" | "waiting" | "answering" | "dialing" | "ringing" | "up" | "ended";

export type LegState = {
  readonly direction: LegDirection;
  readonly phase: LegPhase;
  /** Whether an arriving leg says at once that it rings; else it waits for `ring-wanted`. */
  readonly ringsAtOnce: boolean;
  readonly answerWanted: boolean;
  readonly answeredAt: number | undefined;
  readonly held: boolean;
  readonly endCause: LegEndCause | undefined;
};

export type LegInput =
  | { readonly kind: "media-opened" }
  | { readonly kind: "media-refused" }
  | { readonly kind: "ring-wanted" }
  /** The caller is to hear sound before the answer. */
  | { readonly kind: "early-answer-wanted" }
  | { readonly kind: "answer-wanted" }
  | { readonly kind: "acknowledged" }
  | { readonly kind: "ringing" }
  /** The other side sends sound before its answer. */
  | { readonly kind: "early-media" }
  | { readonly kind: "answered" }
  | { readonly kind: "refused"; readonly cause: LegEndCause }
  /** The other side ended it: CANCEL, BYE, or its transport is gone. */
  | { readonly kind: "remote-end"; readonly cause: LegEndCause }
  /** We end it. */
  | { readonly kind: "local-end"; readonly cause: LegEndCause }
  | { readonly kind: "held"; readonly held: boolean };

export type LegEffect =
  | { readonly kind: "send-ringing" }
  | { readonly kind: "send-invite" }
  | { readonly kind: "send-early-answer" }
  | { readonly kind: "send-answer" }
  | { readonly kind: "send-refusal"; readonly cause: LegEndCause }
  | { readonly kind: "send-cancel"; readonly cause: LegEndCause }
  | { readonly kind: "send-bye"; readonly cause: LegEndCause }
  | { readonly kind: "close-media" }
  | { readonly kind: "tell"; readonly what: "ringing" | "early-media" | "answered" | "held" | "resumed" }
  | { readonly kind: "tell-ended"; readonly cause: LegEndCause; readonly answered: boolean };

export type LegStep = { readonly state: LegState; readonly effects: readonly LegEffect[] };

export function newLeg(direction: LegDirection, ringsAtOnce = true): LegState {
  return {
    direction,
    phase: "opening",
    ringsAtOnce,
    answerWanted: false,
    answeredAt: undefined,
    held: false,
    endCause: undefined,
  };
}

export function stepLeg(state: LegState, input: LegInput, now: number): LegStep {
  if (state.phase === "ended") return stay(state);
  switch (input.kind) {
    case "media-opened":
      return mediaOpened(state);
    case "media-refused":
      return end(state, "no-capacity", "ours");
    case "ring-wanted":
      if (state.direction !== "arriving") return stay(state);
      if (state.phase === "opening") return stay({ ...state, ringsAtOnce: true });
      return state.phase === "waiting" ? { state, effects: [{ kind: "send-ringing" }] } : stay(state);
    case "early-answer-wanted":
      return state.phase === "waiting" ? { state, effects: [{ kind: "send-early-answer" }] } : stay(state);
    case "answer-wanted":
      return answerWanted(state);
    case "acknowledged":
      return state.phase === "answering" ? up(state, now) : stay(state);
    case "ringing":
      if (state.phase !== "dialing") return stay(state);
      return { state: { ...state, phase: "ringing" }, effects: [{ kind: "tell", what: "ringing" }] };
    case "early-media":
      if (state.phase !== "dialing" && state.phase !== "ringing") return stay(state);
      return { state, effects: [{ kind: "tell", what: "early-media" }] };
    case "answered":
      return state.phase === "dialing" || state.phase === "ringing" ? up(state, now) : stay(state);
    case "refused":
    case "remote-end":
      return end(state, input.cause, "theirs");
    case "local-end":
      return end(state, input.cause, "ours");
    case "held":
      return held(state, input.held);
    default:
      return assertNever(input);
  }
}

function stay(state: LegState): LegStep {
  return { state, effects: [] };
}

function mediaOpened(state: LegState): LegStep {
  if (state.phase !== "opening") return stay(state);
  if (state.direction === "dialing") {
    return { state: { ...state, phase: "dialing" }, effects: [{ kind: "send-invite" }] };
  }
  const waiting: LegState = { ...state, phase: "waiting" };
  if (state.answerWanted) return answerWanted(waiting);
  return { state: waiting, effects: state.ringsAtOnce ? [{ kind: "send-ringing" }] : [] };
}

function answerWanted(state: LegState): LegStep {
  if (state.direction !== "arriving") return stay(state);
  if (state.phase === "opening") return stay({ ...state, answerWanted: true });
  if (state.phase !== "waiting") return stay(state);
  return { state: { ...state, phase: "answering" }, effects: [{ kind: "send-answer" }] };
}

function up(state: LegState, now: number): LegStep {
  return { state: { ...state, phase: "up", answeredAt: now }, effects: [{ kind: "tell", what: "answered" }] };
}

function held(state: LegState, isHeld: boolean): LegStep {
  if (state.phase !== "up" || state.held === isHeld) return stay(state);
  return {
    state: { ...state, held: isHeld },
    effects: [{ kind: "tell", what: isHeld ? "held" : "resumed" }],
  };
}

function end(state: LegState, cause: LegEndCause, whose: "ours" | "theirs"): LegStep {
  const goodbye = whose === "ours" ? goodbyeFrom(state, cause) : [];
  return {
    state: { ...state, phase: "ended", endCause: cause },
    effects: [
      ...goodbye,
      { kind: "close-media" },
      { kind: "tell-ended", cause, answered: state.answeredAt !== undefined },
    ],
  };
}

/** How we end signalling depends on how far it came (RFC 3261 §15). */
function goodbyeFrom(state: LegState, cause: LegEndCause): LegEffect[] {
  switch (state.phase) {
    case "opening":
    case "waiting":
      return state.direction === "arriving" ? [{ kind: "send-refusal", cause }] : [];
    case "dialing":
    case "ringing":
      return [{ kind: "send-cancel", cause }];
    case "answering":
    case "up":
      return [{ kind: "send-bye", cause }];
    case "ended":
      return [];
    default:
      return assertNever(state.phase);
  }
}
