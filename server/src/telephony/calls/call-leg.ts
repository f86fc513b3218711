// One leg of a call: our end of one SIP dialog together with one media leg.
//
// state     | means                                       | leaves by
// ----------+---------------------------------------------+---------------------------------------------
// opening   | media is asked for a port                   | media-opened, media-refused, any end
// waiting   | arrived, port ready, not answered yet; may  | answer-wanted, caller cancels, any end
//           | hear sound already                          |
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
import { ourEnding, theyVanished } from "./leg-ending.ts";
import type { LegEnding } from "./leg-ending.ts";

export type LegDirection = "arriving" | "dialing";

export type LegPhase = "opening" | "waiting" | "answering" | "dialing" | "ringing" | "up" | "ended";

export type LegState = {
  readonly direction: LegDirection;
  readonly phase: LegPhase;
  /** Whether an arriving leg says at once that it rings; else it waits for `ring-wanted`. */
  readonly ringsAtOnce: boolean;
  /** The caller is to hear sound before the answer. */
  readonly earlyAnswerWanted: boolean;
  readonly answerWanted: boolean;
  readonly answeredAt: number | undefined;
  readonly held: boolean;
  /** How it ended. */
  readonly ending: LegEnding | undefined;
};

export type LegInput =
  | { readonly kind: "media-opened" }
  | { readonly kind: "media-refused" }
  | { readonly kind: "ring-wanted" }
  | { readonly kind: "early-answer-wanted" }
  /** What media the two agreed on is known to both before the answer; or it cannot be. */
  | { readonly kind: "early-answered" }
  | { readonly kind: "early-unheard" }
  | { readonly kind: "answer-wanted" }
  | { readonly kind: "acknowledged" }
  | { readonly kind: "ringing" }
  /** The other side sends sound before its answer. */
  | { readonly kind: "early-media" }
  | { readonly kind: "answered" }
  | { readonly kind: "refused"; readonly cause: LegEndCause; readonly ending?: LegEnding }
  /** The other side ended it: CANCEL, BYE, or its transport is gone. */
  | { readonly kind: "remote-end"; readonly cause: LegEndCause; readonly ending?: LegEnding }
  /** We end it; for the sake of another leg, `because` is how that one ended. */
  | { readonly kind: "local-end"; readonly cause: LegEndCause; readonly because?: LegEnding | undefined }
  | { readonly kind: "held"; readonly held: boolean };

/** What a leg tells of itself that needs no more words. */
export type LegWord =
  | "ringing"
  | "early-media"
  | "early-answered"
  | "early-unheard"
  | "answered"
  | "held"
  | "resumed";

export type LegEffect =
  | { readonly kind: "send-ringing" }
  | { readonly kind: "send-invite" }
  | { readonly kind: "send-early-answer" }
  | { readonly kind: "send-answer" }
  | { readonly kind: "send-refusal"; readonly cause: LegEndCause; readonly ending: LegEnding }
  | { readonly kind: "send-cancel" | "send-bye"; readonly ending: LegEnding }
  | { readonly kind: "close-media" }
  | { readonly kind: "tell"; readonly what: LegWord }
  | {
      readonly kind: "tell-ended";
      readonly cause: LegEndCause;
      readonly ending: LegEnding;
      readonly answered: boolean;
    };

export type LegStep = { readonly state: LegState; readonly effects: readonly LegEffect[] };

export function newLeg(direction: LegDirection, ringsAtOnce = true): LegState {
  return {
    direction,
    phase: "opening",
    ringsAtOnce,
    earlyAnswerWanted: false,
    answerWanted: false,
    answeredAt: undefined,
    held: false,
    ending: undefined,
  };
}

export function stepLeg(state: LegState, input: LegInput, now: number): LegStep {
  if (state.phase === "ended") return stay(state);
  switch (input.kind) {
    case "media-opened":
      return mediaOpened(state);
    case "media-refused":
      return endOurs(state, "no-capacity", undefined);
    case "ring-wanted":
      if (state.direction !== "arriving") return stay(state);
      if (state.phase === "opening") return stay({ ...state, ringsAtOnce: true });
      return state.phase === "waiting" ? { state, effects: [{ kind: "send-ringing" }] } : stay(state);
    case "early-answer-wanted":
      return earlyAnswerWanted(state);
    case "early-answered":
    case "early-unheard":
      return state.phase === "waiting"
        ? { state, effects: [{ kind: "tell", what: input.kind }] }
        : stay(state);
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
      return end(state, input.cause, input.ending ?? theyVanished, []);
    case "local-end":
      return endOurs(state, input.cause, input.because);
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
  if (state.earlyAnswerWanted) return { state: waiting, effects: [{ kind: "send-early-answer" }] };
  return { state: waiting, effects: state.ringsAtOnce ? [{ kind: "send-ringing" }] : [] };
}

function earlyAnswerWanted(state: LegState): LegStep {
  if (state.direction !== "arriving" || state.earlyAnswerWanted) return stay(state);
  const wanted: LegState = { ...state, earlyAnswerWanted: true };
  if (state.phase === "waiting") return { state: wanted, effects: [{ kind: "send-early-answer" }] };
  return state.phase === "opening" ? stay(wanted) : stay(state);
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

function end(state: LegState, cause: LegEndCause, ending: LegEnding, goodbye: readonly LegEffect[]): LegStep {
  return {
    state: { ...state, phase: "ended", ending },
    effects: [
      ...goodbye,
      { kind: "close-media" },
      { kind: "tell-ended", cause, ending, answered: state.answeredAt !== undefined },
    ],
  };
}

function endOurs(state: LegState, cause: LegEndCause, because: LegEnding | undefined): LegStep {
  const ending = ourEnding(cause, goodbyeOf(state), because);
  switch (ending.said) {
    case "response":
      return end(state, cause, ending, [{ kind: "send-refusal", cause, ending }]);
    case "cancel":
      return end(state, cause, ending, [{ kind: "send-cancel", ending }]);
    case "bye":
      return end(state, cause, ending, [{ kind: "send-bye", ending }]);
    case null:
      return end(state, cause, ending, []);
    default:
      return assertNever(ending.said);
  }
}

/** How we end signalling depends on how far it came (RFC 3261 §15). */
function goodbyeOf(state: LegState): LegEnding["said"] {
  switch (state.phase) {
    case "opening":
    case "waiting":
      return state.direction === "arriving" ? "response" : null;
    case "dialing":
    case "ringing":
      return "cancel";
    case "answering":
    case "up":
      return "bye";
    case "ended":
      return null;
    default:
      return assertNever(state.phase);
  }
}
