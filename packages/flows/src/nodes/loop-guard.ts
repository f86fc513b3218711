// Lets a caller through so many times, and then another way: for rounds that must come to an end.
import { z } from "zod";
import { goTo, nodeKind, stay } from "../node-kind.ts";
import { nodeName } from "../node-shapes.ts";

export const loopGuardNode = nodeKind({
  type: "loop-guard",
  schema: z.strictObject({
    type: z.literal("loop-guard"),
    /** How often a caller may pass. */
    rounds: z.int().min(1).max(20).default(3),
    next: nodeName,
    /** From then on. */
    otherwise: nodeName,
  }),
  ways: ({ next, otherwise }) => [
    { name: "next", to: next, taken: "bounded" },
    { name: "otherwise", to: otherwise, taken: "at-once" },
  ],
  needs: () => [],
  begin({ rounds, next, otherwise }, state) {
    const passed = state.rounds?.[state.node] ?? 0;
    if (passed >= rounds) return goTo(state, otherwise);
    return goTo({ ...state, rounds: { ...state.rounds, [state.node]: passed + 1 } }, next);
  },
  step: (_, state) => stay(state),
});
