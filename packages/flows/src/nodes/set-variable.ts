// Remembers what an expression comes to, for this call.
import { z } from "zod";
import { compute, goTo, nodeKind, setVariable, stay } from "../node-kind.ts";
import { expression, nodeName, variableName } from "../node-shapes.ts";

export const setVariableNode = nodeKind({
  type: "set-variable",
  schema: z.strictObject({
    type: z.literal("set-variable"),
    variable: variableName,
    value: expression,
    next: nodeName,
    /** When the value cannot be said; the variable stays what it was. */
    otherwise: nodeName,
  }),
  ways: ({ next, otherwise }) => [
    { name: "next", to: next, taken: "at-once" },
    { name: "otherwise", to: otherwise, taken: "at-once" },
  ],
  needs: () => [],
  formulas: ({ variable, value }) => ({ expressions: [value], sets: [variable] }),
  begin({ variable, value, next, otherwise }, state, spoken) {
    const computed = compute(value, state, spoken);
    return computed === undefined
      ? goTo(state, otherwise)
      : goTo(setVariable(state, variable, computed), next);
  },
  step: (_, state) => stay(state),
});
