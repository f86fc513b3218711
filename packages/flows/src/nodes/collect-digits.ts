// Asks for several keys, such as an order's number, and remembers them as a text.
import { z } from "zod";
import type { FlowState } from "../flow-run.ts";
import { collect, goTo, nodeKind, play, promptsNeeded, setVariable, stay } from "../node-kind.ts";
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

const mostKeys = 32;

const schema = z
  .strictObject({
    type: z.literal("collect-digits"),
    prompts: prompts.min(1),
    language: language.optional(),
    variable: variableName,
    least: z.int().min(1).max(mostKeys).default(1),
    most: z.int().min(1).max(mostKeys).default(mostKeys),
    /** The key that ends the input; with as many keys as can be, nobody has to press it. */
    endKey: z.enum(["#", "*", "none"]).default("#"),
    /** For the first key. */
    timeoutSeconds: keyTimeout,
    /** Between keys. */
    pauseSeconds: keyTimeout,
    retries: retries.default(2),
    invalidPrompt,
    noInputPrompt,
    next: nodeName,
    /** When the retries are used up. */
    otherwise: nodeName,
  })
  .refine(({ least, most }) => least <= most, "fewer keys can be typed than have to be");
type CollectNode = z.output<typeof schema>;

export const collectDigitsNode = nodeKind({
  type: "collect-digits",
  schema,
  ways: ({ next, otherwise }) => [
    { name: "next", to: next, taken: "by-caller" },
    { name: "otherwise", to: otherwise, taken: "in-time" },
  ],
  needs: (node, spoken) =>
    promptsNeeded(
      [...node.prompts, ...(node.retries > 0 ? [node.invalidPrompt, node.noInputPrompt] : [])],
      spoken,
    ),
  formulas: ({ variable }) => ({ expressions: [], sets: [variable] }),
  begin(node, state, spoken) {
    if (state.typedAhead === "") return play({ ...state, typed: "" }, "prompting", node.prompts, spoken);
    // Who knows the way has typed it already.
    let outcome: Outcome = stay({ ...state, phase: "collecting", typed: "", typedAhead: "" });
    for (let n = 0; n < state.typedAhead.length; n++) {
      outcome = type(node, outcome.state, state.typedAhead.charAt(n), spoken);
      if (outcome.goTo === undefined) continue;
      return { ...outcome, state: { ...outcome.state, typedAhead: state.typedAhead.slice(n + 1) } };
    }
    return outcome;
  },
  step(node, state, input, spoken) {
    if (input.kind === "playback-finished" && state.phase === "prompting")
      return collect(state, node.timeoutSeconds);
    const collecting = state.phase === "collecting";
    if (input.kind === "timeout" && collecting) return finish(node, state, spoken);
    const takesKeys = collecting || state.phase === "prompting";
    return input.kind === "digit" && takesKeys ? type(node, state, input.digit, spoken) : stay(state);
  },
});

function type(node: CollectNode, state: FlowState, key: string, spoken: FlowLanguage): Outcome {
  if (key === node.endKey) return finish(node, state, spoken);
  const typed = (state.typed ?? "") + key;
  const next = { ...state, typed };
  return typed.length >= node.most ? finish(node, next, spoken) : collect(next, node.pauseSeconds);
}

function finish(node: CollectNode, state: FlowState, spoken: FlowLanguage): Outcome {
  const { typed = "", misses } = state;
  if (typed.length >= node.least)
    return goTo(setVariable({ ...state, typed: "" }, node.variable, typed), node.next);
  if (misses >= node.retries) return goTo(state, node.otherwise);
  const apology = typed === "" ? node.noInputPrompt : node.invalidPrompt;
  const again = { ...state, misses: misses + 1, typed: "" };
  return play(again, "prompting", [apology, ...node.prompts], spoken);
}
