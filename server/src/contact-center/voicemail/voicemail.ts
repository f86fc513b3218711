// Leaving a message, purely: a greeting, a beep, and then the caller speaks.
//
// phase     | waits for                       | leaves by
// ----------+---------------------------------+----------------------------------------------------
// greeting  | the end of the greeting         | played or a key → beeping
// beeping   | the end of the beep             | played → recording
// recording | the caller to have said it all  | #; timeout; another key changes nothing
// thanking  | the end of the thanks           | played → over
// over      | nothing                         | –
//
// Whoever hangs up while recording has left a message as well: the recording ends with the call.
import { assertNever } from "@tandem/kernel";
import type { Dialogue, DialogueEffect, DialogueInput, DialogueStep } from "#contact-center/dialogues";

export type VoicemailForm = {
  readonly greeting: readonly string[];
  /** The longest message. */
  readonly maxSeconds: number;
  /** Said after a message that # or its length ended; may be empty. */
  readonly thanks: readonly string[];
};

/** From here on the caller is recorded; or no more. */
export type VoicemailNews = "record" | "stop";

export type VoicemailState = { readonly phase: "greeting" | "beeping" | "recording" | "thanking" | "over" };

type Step = DialogueStep<VoicemailState, VoicemailNews>;

/** `isRecorded`: the caller speaks already, to a process that ended. */
export function voicemail(form: VoicemailForm, isRecorded: boolean): Dialogue<VoicemailState, VoicemailNews> {
  const start: Step = isRecorded
    ? { state: { phase: "recording" }, effects: [speak(form)] }
    : { state: { phase: "greeting" }, effects: [{ kind: "play", prompts: form.greeting, stopOnKey: true }] };
  return { start, step: (state, input) => stepVoicemail(form, state, input) };
}

function stepVoicemail(form: VoicemailForm, state: VoicemailState, input: DialogueInput): Step {
  switch (input.kind) {
    case "played":
      return played(form, state);
    case "key":
      if (state.phase === "greeting") return beep();
      return input.key === "#" && state.phase === "recording" ? stop(form) : stay(state);
    case "timeout":
      return state.phase === "recording" ? stop(form) : stay(state);
    default:
      return assertNever(input);
  }
}

function played(form: VoicemailForm, state: VoicemailState): Step {
  switch (state.phase) {
    case "greeting":
      return beep();
    case "beeping":
      return {
        state: { phase: "recording" },
        effects: [{ kind: "tell", news: "record" }, speak(form)],
      };
    case "thanking":
      return over();
    case "recording":
    case "over":
      return stay(state);
    default:
      return assertNever(state.phase);
  }
}

/** Carriers cut off calls to which nothing is sent for long: silence is. */
function speak({ maxSeconds }: VoicemailForm): DialogueEffect<VoicemailNews> {
  return { kind: "wait", seconds: maxSeconds, over: ["silence"] };
}

function stay(state: VoicemailState): Step {
  return { state, effects: [] };
}

function beep(): Step {
  return {
    state: { phase: "beeping" },
    effects: [{ kind: "play", prompts: ["record-beep"], stopOnKey: false }],
  };
}

function stop(form: VoicemailForm): Step {
  const stopping = { kind: "tell", news: "stop" } as const;
  if (form.thanks.length === 0) return { state: { phase: "over" }, effects: [stopping, { kind: "end" }] };
  const thanks = { kind: "play", prompts: form.thanks, stopOnKey: false } as const;
  return { state: { phase: "thanking" }, effects: [stopping, thanks] };
}

function over(): Step {
  return { state: { phase: "over" }, effects: [{ kind: "end" }] };
}
