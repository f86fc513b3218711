// Plays prompts; a key ends them and is kept for the next menu.
import { z } from "zod";
import { goTo, nodeKind, play, promptsNeeded, stay } from "../node-kind.ts";
import { language, nodeName, prompts } from "../node-shapes.ts";

/** How many keys are kept for menus to come. */
export const maxTypedAhead = 20;

export const playNode = nodeKind({
  type: "play",
  schema: z.strictObject({
    type: z.literal("play"),
    prompts: prompts.min(1),
    language: language.optional(),
    next: nodeName,
  }),
  ways: ({ next }) => [{ name: "next", to: next, taken: "in-time" }],
  needs: (node, spoken) => promptsNeeded(node.prompts, spoken),
  begin: (node, state, spoken) => play(state, "playing", node.prompts, spoken),
  step(node, state, input) {
    if (state.phase !== "playing") return stay(state);
    if (input.kind === "playback-finished") return goTo(state, node.next);
    if (input.kind !== "digit") return stay(state);
    const typedAhead = (state.typedAhead + input.digit).slice(0, maxTypedAhead);
    return goTo({ ...state, typedAhead }, node.next);
  },
});
