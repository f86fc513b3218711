// Asks the caller where to call them back, and keeps a place in the queue's line for them.
import type { QueueId } from "@tandem/kernel";
import { z } from "zod";
import { goTo, hand, nodeKind, queueNeeded, stay } from "../node-kind.ts";
import { language, nodeName } from "../node-shapes.ts";

export const callbackNode = nodeKind({
  type: "callback",
  schema: z.strictObject({
    type: z.literal("callback"),
    queueId: z.uuid(),
    language: language.optional(),
    /** When the place is kept: the caller can hang up. */
    next: nodeName,
    /** Who wants no callback, or gave no number that can be called. */
    otherwise: nodeName,
  }),
  ways: ({ next, otherwise }) => [
    { name: "next", to: next, taken: "in-time" },
    // Where there is no such queue, nobody is asked.
    { name: "otherwise", to: otherwise, taken: "at-once" },
  ],
  needs: (node) => [queueNeeded(node)],
  begin(node, state, spoken) {
    return hand(state, { kind: "ask-callback", queueId: node.queueId as QueueId, language: spoken });
  },
  step(node, state, input) {
    if (state.phase !== "handed" || input.kind !== "came-back") return stay(state);
    return goTo(state, input.exit ? node.otherwise : node.next);
  },
});
