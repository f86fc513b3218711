// Plays prompts and takes a key; a wrong one, or none, is told and asked for again.
import { z } from "zod";
import type { FlowEffect, FlowState } from "../flow-run.ts";
import { goTo, nodeKind, play, promptsNeeded, stay } from "../node-kind.ts";
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

const schema = z.strictObject({
  type: z.literal("menu"),
  prompts: prompts.min(1),
  language: language.optional(),
  /** Key → node. */
  choices: z
    .record(key, nodeName)
    .refine((choices) => Object.keys(choices).length > 0, "a menu needs a choice"),
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
  needs: (node, spoken) =>
    promptsNeeded(
      [...node.prompts, ...(node.retries > 0 ? [node.invalidPrompt, node.noInputPrompt] : [])],
      spoken,
    ),
  begin(node, state, spoken) {
    const [pressed = "", ...rest] = state.typedAhead;
    if (pressed === "") return play(state, "prompting", node.prompts, spoken);
    return choose(node, { ...state, phase: "prompting", typedAhead: rest.join("") }, pressed, spoken);
  },
  step(node, state, input, spoken) {
    if (input.kind === "playback-finished" && state.phase === "prompting") return collect(node, state);
    const collecting = state.phase === "collecting";
    if (input.kind === "timeout" && collecting) return missed(node, state, node.noInputPrompt, spoken);
    const takesKeys = collecting || state.phase === "prompting";
    return input.kind === "digit" && takesKeys ? choose(node, state, input.digit, spoken) : stay(state);
  },
});

function collect({ timeoutSeconds: seconds }: MenuNode, state: FlowState): Outcome {
  const wait = state.wait + 1;
  return { state: { ...state, phase: "collecting", wait }, effects: [{ kind: "set-timer", seconds, wait }] };
}

function choose(node: MenuNode, state: FlowState, digit: string, spoken: FlowLanguage): Outcome {
  const target = Object.hasOwn(node.choices, digit) ? node.choices[digit] : undefined;
  const chosen: FlowEffect = { kind: "chosen", node: state.node, digit, valid: target !== undefined };
  const next = target === undefined ? missed(node, state, node.invalidPrompt, spoken) : goTo(state, target);
  return { ...next, effects: [chosen, ...next.effects] };
}

function missed(node: MenuNode, state: FlowState, apology: string, spoken: FlowLanguage): Outcome {
  if (state.misses >= node.retries) return goTo(state, node.otherwise);
  return play({ ...state, misses: state.misses + 1 }, "prompting", [apology, ...node.prompts], spoken);
}
