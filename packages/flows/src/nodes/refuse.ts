// Plays prompts, and refuses the call with a cause.
import { z } from "zod";
import { refusalCauses } from "../flow-run.ts";
import { end, nodeKind, play, promptsNeeded, stay } from "../node-kind.ts";
import { language, prompts } from "../node-shapes.ts";

export const refuseNode = nodeKind({
  type: "refuse",
  schema: z.strictObject({
    type: z.literal("refuse"),
    cause: z.enum(refusalCauses),
    prompts: prompts.default([]),
    language: language.optional(),
  }),
  ways: () => [],
  needs: (node, spoken) => promptsNeeded(node.prompts, spoken),
  begin: (node, state, spoken) =>
    node.prompts.length > 0
      ? play(state, "farewell", node.prompts, spoken)
      : end(state, { kind: "refuse", cause: node.cause }),
  step: ({ cause }, state, input) =>
    state.phase === "farewell" && input.kind === "playback-finished"
      ? end(state, { kind: "refuse", cause })
      : stay(state),
});
