// Asking a caller where to call them back, purely.
//
// phase      | waits for                                  | leaves by
// -----------+--------------------------------------------+-----------------------------------------------------
// confirming | a key, during the question or after it     | 1 → judged; 2 → typing; * → over; none, twice → over
// typing     | digits, ended by # or by no more of them   | judged; * or none at all → over
// taken      | the end of "your place is kept"            | played → over
// over       | nothing                                    | –
//
// judged: a number that is taken → taken; any other → typing, with the reason first, three times at most → over.
import { assertNever } from "@tandem/kernel";
import type { Dialogue, DialogueInput, DialogueStep } from "#contact-center/dialogues";

/** Why a number is not called back. */
export type NumberRefusal = "invalid" | "internal" | "blocked" | "forbidden";

export type CallbackForm = {
  /** The number that the caller calls from; empty when it is not known. */
  readonly ani: string;
  readonly judge: (number: string) => "ok" | NumberRefusal;
};

export type CallbackNews = { readonly number: string };

export type CallbackAsking = {
  readonly phase: "confirming" | "typing" | "taken" | "over";
  readonly typed: string;
  /** Unanswered questions, and refused numbers. */
  readonly misses: number;
};

type Step = DialogueStep<CallbackAsking, CallbackNews>;
type Effects = Step["effects"];

/** How long a caller may look for the next key. */
const keySeconds = 6;
const mostDigits = 20;
const mostMisses = 3;

export function askForCallback(form: CallbackForm): Dialogue<CallbackAsking, CallbackNews> {
  const isKnown = form.ani !== "" && form.judge(form.ani) === "ok";
  return {
    start: isKnown ? confirm(form, 0) : type(0),
    step: (state, input) => stepAsking(form, state, input),
  };
}

function stepAsking(form: CallbackForm, state: CallbackAsking, input: DialogueInput): Step {
  switch (input.kind) {
    case "played":
      if (state.phase === "taken") return over();
      return stay(state, state.phase === "over" ? [] : [{ kind: "wait", seconds: keySeconds }]);
    case "key":
      return key(form, state, input.key);
    case "timeout":
      if (state.phase === "confirming") return state.misses > 0 ? over() : confirm(form, 1);
      if (state.phase !== "typing") return stay(state);
      return state.typed === "" ? over() : judged(form, state, state.typed);
    default:
      return assertNever(input);
  }
}

function key(form: CallbackForm, state: CallbackAsking, pressed: string): Step {
  if (state.phase === "taken" || state.phase === "over") return stay(state);
  if (pressed === "*") return over();
  if (state.phase === "confirming") {
    if (pressed === "1") return judged(form, state, form.ani);
    return pressed === "2" ? type(0) : confirm(form, state.misses);
  }
  if (pressed === "#") return judged(form, state, state.typed);
  const typed = (state.typed + pressed).slice(0, mostDigits);
  return stay({ ...state, typed }, [{ kind: "wait", seconds: keySeconds }]);
}

function judged(form: CallbackForm, { misses }: CallbackAsking, number: string): Step {
  const verdict = form.judge(number);
  if (verdict !== "ok") return misses + 1 >= mostMisses ? over() : type(misses + 1, [`callback-${verdict}`]);
  return {
    state: { phase: "taken", typed: number, misses },
    effects: [
      { kind: "tell", news: { number } },
      { kind: "play", prompts: ["callback-kept"], stopOnKey: false },
    ],
  };
}

function confirm({ ani }: CallbackForm, misses: number): Step {
  const digits = Array.from(ani.matchAll(/\d/g), ([digit]) => `number-${digit}`);
  return {
    state: { phase: "confirming", typed: "", misses },
    effects: [{ kind: "play", prompts: ["callback-number", ...digits, "callback-confirm"], stopOnKey: true }],
  };
}

function type(misses: number, before: readonly string[] = []): Step {
  return {
    state: { phase: "typing", typed: "", misses },
    effects: [{ kind: "play", prompts: [...before, "callback-type"], stopOnKey: true }],
  };
}

function stay(state: CallbackAsking, effects: Effects = []): Step {
  return { state, effects };
}

function over(): Step {
  return { state: { phase: "over", typed: "", misses: 0 }, effects: [{ kind: "end" }] };
}
