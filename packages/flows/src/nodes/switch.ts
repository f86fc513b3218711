// Compares a value with several, in order.
import { z } from "zod";
import { compute, goTo, nodeKind, stay } from "../node-kind.ts";
import { expression, nodeName } from "../node-shapes.ts";

export const switchNode = nodeKind({
  type: "switch",
  schema: z.strictObject({
    type: z.literal("switch"),
    /** What is compared: a text, a number, true or false. */
    value: expression,
    /** What it is written as → node. */
    cases: z
      .record(z.string().regex(/^[^.]{1,60}$/, "a case has no dot"), nodeName)
      .refine((cases) => Object.keys(cases).length > 0, "a switch needs a case"),
    /** When it is none of them, and when it cannot be said. */
    otherwise: nodeName,
  }),
  ways: ({ cases, otherwise }) => [
    ...Object.entries(cases).map(([is, to]) => ({ name: `cases.${is}`, to, taken: "at-once" }) as const),
    { name: "otherwise", to: otherwise, taken: "at-once" },
  ],
  needs: () => [],
  formulas: ({ value }) => ({ expressions: [value], sets: [] }),
  begin({ value, cases, otherwise }, state, spoken) {
    const is = String(compute(value, state, spoken));
    return goTo(state, Object.hasOwn(cases, is) ? (cases[is] ?? otherwise) : otherwise);
  },
  step: (_, state) => stay(state),
});
