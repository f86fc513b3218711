// Answers the call where that is not done, and puts it in a queue: waiting callers are callers who pay.
import type { QueueId } from "@tandem/kernel";
import { z } from "zod";
import { answer, end, goTo, nodeKind, play, queueNeeded, stay } from "../node-kind.ts";
import { language, nodeName } from "../node-shapes.ts";

export const queueNode = nodeKind({
  type: "queue",
  schema: z.strictObject({
    type: z.literal("queue"),
    queueId: z.uuid(),
    language: language.optional(),
    /** After the agent hung up. */
    next: nodeName,
    /** When the queue cannot take the call. */
    unavailable: nodeName,
  }),
  ways: ({ next, unavailable }) => [
    { name: "next", to: next, taken: "in-time" },
    { name: "unavailable", to: unavailable, taken: "at-once" },
  ],
  needs: (node) => [queueNeeded(node)],
  begin(node, state, spoken) {
    if (!state.answered) return answer(state);
    const effect = {
      kind: "enqueue",
      queueId: node.queueId as QueueId,
      language: spoken,
      priority: state.priority ?? 0,
      skills: state.skills ?? {},
      tags: state.tags ?? {},
    } as const;
    return { state: { ...state, phase: "queued", typedAhead: "" }, effects: [effect] };
  },
  step(node, state, input, spoken) {
    // Dismissed by the queue, the caller hears its words out.
    if (state.phase === "farewell" && input.kind === "playback-finished")
      return end(state, { kind: "hang-up" });
    if (state.phase !== "queued") return stay(state);
    if (input.kind === "served") return goTo(state, node.next);
    if (input.kind === "not-taken") return goTo(state, node.unavailable);
    return input.kind === "dismissed" ? play(state, "farewell", input.prompts, spoken) : stay(state);
  },
});
