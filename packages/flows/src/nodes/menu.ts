// Plays prompts and takes a key, or a word for it; a wrong one, or none, is told and asked for again.
import { z } from "zod";
import type { FlowEffect, FlowState } from "../flow-run.ts";
import { choiceSaid, deaf, hearOut, listen, voiceInterrupts, wordList, wordsOf } from "../listening.ts";
import { collect, goTo, nodeKind, play, promptsNeeded, stay } from "../node-kind.ts";
import type { Outcome } from "../node-kind.ts";
import {
  invalidPrompt,
  keyTimeout,
  language,
  nodeName,
  noInputPrompt,
  prompts,
  retries,
} from "../node-shapes.ts";
import type { FlowLanguage } from "../node-shapes.ts";

const key = z.string().regex(/^[0-9*#]$/, "a choice is one key of the telephone: 0-9, * or #");
/** Of what is said for a choice. */
const spokenChoice = { longestSeconds: 10, pauseSeconds: 0.7 };

const schema = z.strictObject({
  type: z.literal("menu"),
  prompts: prompts.min(1),
  language: language.optional(),
  /** Key → node. */
  choices: z
    .record(key, nodeName)
    .refine((choices) => Object.keys(choices).length > 0, "a menu needs a choice"),
  /** Key → words that may be said instead. */
  words: z.record(key, wordList).default({}),
  voiceInterrupts,
  timeoutSeconds: keyTimeout,
  retries: retries.default(2),
  invalidPrompt,
  noInputPrompt,
  /** Where to go when the retries are used up. */
  otherwise: nodeName,
});
type MenuNode = z.output<typeof schema>;

export const menuNode = nodeKind({
  type: "menu",
  schema,
  ways: ({ choices, otherwise }) => [
    ...Object.entries(choices).map(
      ([pressed, to]) => ({ name: `choices.${pressed}`, to, taken: "by-caller" }) as const,
    ),
    { name: "otherwise", to: otherwise, taken: "in-time" },
  ],
  needs: (node, spoken) => [
    ...(listens(node) ? [{ kind: "recognition", id: "recognition" } as const] : []),
    ...promptsNeeded(
      [...node.prompts, ...(node.retries > 0 ? [node.invalidPrompt, node.noInputPrompt] : [])],
      spoken,
    ),
  ],
  begin(node, state, spoken) {
    const [pressed = "", ...rest] = state.typedAhead;
    if (pressed === "") return ask(node, state, node.prompts, spoken);
    return choose(node, { ...state, phase: "prompting", typedAhead: rest.join("") }, pressed, spoken);
  },
  step(node, state, input, spoken) {
    const { phase } = state;
    const hasWord = phase === "collecting" || phase === "hearing";
    switch (input.kind) {
      case "playback-finished":
        return phase === "prompting" ? giveWord(node, state, spoken) : stay(state);
      case "timeout":
        return hasWord ? missed(node, state, node.noInputPrompt, spoken) : stay(state);
      case "digit":
        return hasWord || phase === "prompting" ? choose(node, state, input.digit, spoken) : stay(state);
      case "speech-began":
        return hearOut(state, spokenChoice);
      case "heard": {
        const said = choiceSaid(input.text, node.words);
        return said === undefined
          ? missed(node, state, node.invalidPrompt, spoken)
          : choose(node, state, said, spoken, true);
      }
      // There are the keys.
      case "not-listening":
        return phase === "hearing" ? collect(deaf(state), node.timeoutSeconds) : stay(deaf(state));
      default:
        return stay(state);
    }
  },
});

function listens({ words }: MenuNode): boolean {
  // Without a list of them: most menus have none, and each call asks.
  for (const _ in words) return true;
  return false;
}

function ask(node: MenuNode, state: FlowState, played: readonly string[], spoken: FlowLanguage): Outcome {
  const asked = play(deaf(state), "prompting", played, spoken);
  return node.voiceInterrupts ? listenTo(node, asked, spoken) : asked;
}

/** The prompt is over: the caller's turn. */
function giveWord(node: MenuNode, state: FlowState, spoken: FlowLanguage): Outcome {
  const waiting = collect(state, node.timeoutSeconds);
  return state.listening === undefined && !node.voiceInterrupts ? listenTo(node, waiting, spoken) : waiting;
}

function listenTo(node: MenuNode, outcome: Outcome, spoken: FlowLanguage): Outcome {
  if (!listens(node)) return outcome;
  const expected = Object.values(node.words).flatMap(wordsOf);
  return listen(outcome, spokenChoice, expected, spoken);
}

function choose(
  node: MenuNode,
  state: FlowState,
  digit: string,
  spoken: FlowLanguage,
  isSaid = false,
): Outcome {
  const target = Object.hasOwn(node.choices, digit) ? node.choices[digit] : undefined;
  const valid = target !== undefined;
  const pressed: FlowEffect = { kind: "chosen", node: state.node, digit, valid };
  const chosen = isSaid ? { ...pressed, said: true as const } : pressed;
  const next = valid ? goTo(state, target) : missed(node, state, node.invalidPrompt, spoken);
  return { ...next, effects: [chosen, ...next.effects] };
}

function missed(node: MenuNode, state: FlowState, apology: string, spoken: FlowLanguage): Outcome {
  if (state.misses >= node.retries) return goTo(state, node.otherwise);
  return ask(node, { ...state, misses: state.misses + 1 }, [apology, ...node.prompts], spoken);
}
