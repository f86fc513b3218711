// Answers the call.
import { z } from "zod";
import { answer, goTo, nodeKind, stay } from "../node-kind.ts";
import { nodeName } from "../node-shapes.ts";

export const answerNode = nodeKind({
  type: "answer",
  schema: z.strictObject({ type: z.literal("answer"), next: nodeName }),
  ways: ({ next }) => [{ name: "next", to: next, taken: "at-once" }],
  needs: () => [],
  begin: (node, state) => (state.answered ? goTo(state, node.next) : answer(state)),
  step: (_, state) => stay(state),
});
