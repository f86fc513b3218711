// Asks whether something is so, in an expression.
import { z } from "zod";
import { compute, goTo, nodeKind, stay } from "../node-kind.ts";
import { expression, nodeName } from "../node-shapes.ts";

export const conditionNode = nodeKind({
  type: "condition",
  schema: z.strictObject({
    type: z.literal("condition"),
    /** True or false. */
    when: expression,
    next: nodeName,
    /** When it is false, and when it cannot be said. */
    otherwise: nodeName,
  }),
  ways: ({ next, otherwise }) => [
    { name: "next", to: next, taken: "at-once" },
    { name: "otherwise", to: otherwise, taken: "at-once" },
  ],
  needs: () => [],
  formulas: ({ when }) => ({ expressions: [when], sets: [] }),
  begin: ({ when, next, otherwise }, state, spoken) =>
    goTo(state, compute(when, state, spoken) === true ? next : otherwise),
  step: (_, state) => stay(state),
});
