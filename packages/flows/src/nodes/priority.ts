// From here on the caller goes before others in every queue.
import { z } from "zod";
import { goTo, nodeKind, stay } from "../node-kind.ts";
import { nodeName } from "../node-shapes.ts";

export const priorityNode = nodeKind({
  type: "priority",
  schema: z.strictObject({
    type: z.literal("priority"),
    /** Steps: what one is worth is the queue's to say. */
    steps: z.int().min(0).max(100),
    next: nodeName,
  }),
  ways: ({ next }) => [{ name: "next", to: next, taken: "at-once" }],
  needs: () => [],
  begin: ({ steps, next }, state) => goTo({ ...state, priority: steps }, next),
  step: (_, state) => stay(state),
});
