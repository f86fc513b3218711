// The survey after a call, purely: asks one question after the other, each answered by a key from 1 to 5.
//
// phase    | waits for                    | leaves by
// ---------+------------------------------+--------------------------------------------------------------
// asking   | a question's end, or a key   | played → awaiting; key
// awaiting | a key                        | key; timeout
// thanking | the end of the thanks        | played → over
// over     | nothing                      | –
//
// A key from 1 to 5 answers, and the next question is asked, or thanks are said. Another key, or none, has the
// question asked again; whoever goes on so after the retries is asked nothing more.
import { assertNever } from "@tandem/kernel";
import type { Dialogue, DialogueInput, DialogueStep } from "#contact-center/dialogues";

export type SurveyQuestion = { readonly name: string; readonly prompts: readonly string[] };

export type SurveyForm = {
  /** At least one, each with a name of its own. */
  readonly questions: readonly SurveyQuestion[];
  /** How long to wait for a key after a question ended. */
  readonly timeoutSeconds: number;
  /** How often one question is asked again. */
  readonly retries: number;
  readonly invalidPrompt: string;
  readonly noInputPrompt: string;
  /** Said after the last answer; may be empty. */
  readonly thanks: readonly string[];
};

export type SurveyAnswer = { readonly question: string; readonly score: number };

export type SurveyState = {
  readonly phase: "asking" | "awaiting" | "thanking" | "over";
  /** Which question is asked. */
  readonly at: number;
  /** Wrong or missing keys for it so far. */
  readonly misses: number;
};

type Step = DialogueStep<SurveyState, SurveyAnswer>;

export function survey(form: SurveyForm): Dialogue<SurveyState, SurveyAnswer> {
  return { start: ask(form, 0), step: (state, input) => stepSurvey(form, state, input) };
}

function stepSurvey(form: SurveyForm, state: SurveyState, input: DialogueInput): Step {
  const isOpen = state.phase === "asking" || state.phase === "awaiting";
  switch (input.kind) {
    case "played":
      if (state.phase === "asking") return awaitKey(form, state);
      return state.phase === "thanking" ? over(state) : stay(state);
    case "key":
      return isOpen ? take(form, state, input.key) : stay(state);
    case "timeout":
      return state.phase === "awaiting" ? missed(form, state, form.noInputPrompt) : stay(state);
    default:
      return assertNever(input);
  }
}

function stay(state: SurveyState): Step {
  return { state, effects: [] };
}

function over(state: SurveyState): Step {
  return { state: { ...state, phase: "over" }, effects: [{ kind: "end" }] };
}

function ask(form: SurveyForm, at: number, misses = 0, apology: readonly string[] = []): Step {
  const prompts = [...apology, ...(form.questions[at]?.prompts ?? [])];
  return { state: { phase: "asking", at, misses }, effects: [{ kind: "play", prompts, stopOnKey: true }] };
}

function awaitKey(form: SurveyForm, state: SurveyState): Step {
  return {
    state: { ...state, phase: "awaiting" },
    effects: [{ kind: "wait", seconds: form.timeoutSeconds }],
  };
}

function take(form: SurveyForm, state: SurveyState, key: string): Step {
  if (!/^[1-5]$/.test(key)) return missed(form, state, form.invalidPrompt);
  const question = form.questions[state.at]?.name ?? "";
  const next = goOn(form, state);
  return {
    state: next.state,
    effects: [{ kind: "tell", news: { question, score: Number(key) } }, ...next.effects],
  };
}

function goOn(form: SurveyForm, state: SurveyState): Step {
  if (state.at + 1 < form.questions.length) return ask(form, state.at + 1);
  if (form.thanks.length === 0) return over(state);
  return {
    state: { ...state, phase: "thanking" },
    effects: [{ kind: "play", prompts: form.thanks, stopOnKey: false }],
  };
}

function missed(form: SurveyForm, state: SurveyState, apology: string): Step {
  if (state.misses >= form.retries) return over(state);
  return ask(form, state.at, state.misses + 1, [apology]);
}
