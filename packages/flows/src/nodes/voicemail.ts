// Takes a message of the caller, for a queue or for a person. Exactly one of the two is named.
import { z } from "zod";
import { goTo, hand, nodeKind, promptsNeeded, stay } from "../node-kind.ts";
import type { Need } from "../node-kind.ts";
import { language, nodeName, prompts } from "../node-shapes.ts";

export const voicemailNode = nodeKind({
  type: "voicemail",
  schema: z
    .strictObject({
      type: z.literal("voicemail"),
      queueId: z.uuid().optional(),
      agentId: z.uuid().optional(),
      greeting: prompts.default(["voicemail-greeting"]),
      language: language.optional(),
      /** The longest message. */
      maxSeconds: z.int().min(5).max(600).default(120),
      /** Said after a message that # or its length ended. */
      thanks: prompts.default(["voicemail-thanks"]),
      /** For a caller who did not hang up. */
      next: nodeName,
    })
    .refine(
      ({ queueId, agentId }) => (queueId === undefined) !== (agentId === undefined),
      "a mailbox is that of a queue or that of a person",
    ),
  ways: ({ next }) => [{ name: "next", to: next, taken: "in-time" }],
  needs({ queueId, agentId, greeting, thanks }, spoken) {
    const owner: Need[] = [
      ...(queueId === undefined ? [] : [{ kind: "queue", id: queueId } as const]),
      ...(agentId === undefined ? [] : [{ kind: "person", id: agentId } as const]),
    ];
    return [...owner, ...promptsNeeded([...greeting, ...thanks], spoken)];
  },
  begin: (node, state, spoken) => hand(state, { kind: "take-message", node, language: spoken }),
  step: (node, state, input) =>
    state.phase === "handed" && input.kind === "came-back" ? goTo(state, node.next) : stay(state),
});
