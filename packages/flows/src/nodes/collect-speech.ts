// Asks for something that callers say in their own words, and remembers it as a text.
import { z } from "zod";
import type { FlowState } from "../flow-run.ts";
import { deaf, hearOut, listen, voiceInterrupts, wordList, wordsOf } from "../listening.ts";
import { answer, collect, goTo, nodeKind, play, promptsNeeded, setVariable, stay } from "../node-kind.ts";
import type { Outcome } from "../node-kind.ts";
import {
  invalidPrompt,
  keyTimeout,
  language,
  nodeName,
  noInputPrompt,
  prompts,
  retries,
  variableName,
} from "../node-shapes.ts";
import type { FlowLanguage } from "../node-shapes.ts";
import { maxTypedAhead } from "./play.ts";

const schema = z.strictObject({
  type: z.literal("collect-speech"),
  /** None where a text was said before. */
  prompts: prompts.default([]),
  language: language.optional(),
  variable: variableName,
  /** What may well be said: engines understand it more easily. */
  expected: wordList.optional(),
  voiceInterrupts,
  /** For the first word. */
  timeoutSeconds: keyTimeout,
  /** Silence that means that the caller has spoken. */
  pauseSeconds: z.number().min(0.3).max(5).default(0.8),
  longestSeconds: z.number().min(1).max(60).default(15),
  retries: retries.default(1),
  invalidPrompt,
  noInputPrompt,
  next: nodeName,
  /** When the retries are used up. */
  otherwise: nodeName,
  /** When no engine is set or it fails. */
  unavailable: nodeName,
});
type CollectNode = z.output<typeof schema>;

export const collectSpeechNode = nodeKind({
  type: "collect-speech",
  schema,
  ways: ({ next, otherwise, unavailable }) => [
    { name: "next", to: next, taken: "by-caller" },
    { name: "otherwise", to: otherwise, taken: "in-time" },
    { name: "unavailable", to: unavailable, taken: "at-once" },
  ],
  needs: (node, spoken) => [
    { kind: "recognition", id: "recognition" },
    ...promptsNeeded(
      [...node.prompts, ...(node.retries > 0 ? [node.invalidPrompt, node.noInputPrompt] : [])],
      spoken,
    ),
  ],
  formulas: ({ variable }) => ({ expressions: [], sets: [variable] }),
  begin: (node, state, spoken) => (state.answered ? ask(node, state, node.prompts, spoken) : answer(state)),
  step(node, state, input, spoken) {
    const { phase } = state;
    switch (input.kind) {
      case "playback-finished":
        return phase === "prompting" ? giveWord(node, state, spoken) : stay(state);
      case "speech-began":
        return hearOut(state, node);
      case "heard":
        return input.text === ""
          ? missed(node, state, node.invalidPrompt, spoken)
          : goTo(setVariable(state, node.variable, input.text), node.next);
      case "not-listening":
        return goTo(state, node.unavailable);
      case "timeout":
        if (phase === "hearing") return goTo(state, node.unavailable);
        return phase === "collecting" ? missed(node, state, node.noInputPrompt, spoken) : stay(state);
      case "digit": {
        // It ended the prompt, and is for the menu that comes.
        const kept = { ...state, typedAhead: (state.typedAhead + input.digit).slice(0, maxTypedAhead) };
        return phase === "prompting" ? giveWord(node, kept, spoken) : stay(kept);
      }
      default:
        return stay(state);
    }
  },
});

function ask(node: CollectNode, state: FlowState, words: readonly string[], spoken: FlowLanguage): Outcome {
  const silent = deaf(state);
  if (words.length === 0) return giveWord(node, silent, spoken);
  const asked = play(silent, "prompting", words, spoken);
  return node.voiceInterrupts ? listen(asked, node, wordsOf(node.expected ?? ""), spoken) : asked;
}

/** The caller has the word. */
function giveWord(node: CollectNode, state: FlowState, spoken: FlowLanguage): Outcome {
  const waiting = collect(state, node.timeoutSeconds);
  return state.listening === undefined
    ? listen(waiting, node, wordsOf(node.expected ?? ""), spoken)
    : waiting;
}

function missed(node: CollectNode, state: FlowState, apology: string, spoken: FlowLanguage): Outcome {
  if (state.misses >= node.retries) return goTo(state, node.otherwise);
  return ask(node, { ...state, misses: state.misses + 1 }, [apology, ...node.prompts], spoken);
}
