// Plays prompts, and ends the call.
import { z } from "zod";
import { end, nodeKind, play, promptsNeeded, stay } from "../node-kind.ts";
import { language, prompts } from "../node-shapes.ts";

export const hangUpNode = nodeKind({
  type: "hang-up",
  schema: z.strictObject({
    type: z.literal("hang-up"),
    prompts: prompts.default([]),
    language: language.optional(),
  }),
  ways: () => [],
  needs: (node, spoken) => promptsNeeded(node.prompts, spoken),
  begin: (node, state, spoken) =>
    node.prompts.length > 0 ? play(state, "farewell", node.prompts, spoken) : end(state, { kind: "hang-up" }),
  step: (_, state, input) =>
    state.phase === "farewell" && input.kind === "playback-finished"
      ? end(state, { kind: "hang-up" })
      : stay(state),
});
