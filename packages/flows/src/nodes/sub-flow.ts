// Leads the caller through another flow and goes on where that returns: what several flows share is drawn once.
import type { FlowId } from "@tandem/kernel";
import { z } from "zod";
import type { VariableValue } from "../expressions.ts";
import { compute, goTo, nodeKind, setVariable, stay } from "../node-kind.ts";
import { expression, nodeName, variableName } from "../node-shapes.ts";

const mostValues = 20;

export const subFlowNode = nodeKind({
  type: "sub-flow",
  schema: z.strictObject({
    type: z.literal("sub-flow"),
    flowId: z.uuid(),
    /** Variable of that flow → expression of this one. It knows no others of ours. */
    arguments: z
      .record(variableName, expression)
      .refine(
        (each) => Object.keys(each).length <= mostValues,
        `a flow is given ${mostValues} values at most`,
      )
      .default({}),
    /** Variable of this flow → the one of that flow whose value it takes. */
    results: z
      .record(variableName, variableName)
      .refine((each) => Object.keys(each).length <= mostValues, `a flow gives ${mostValues} values at most`)
      .default({}),
    /** When that flow returns. */
    next: nodeName,
    /** When it is not published, a value cannot be said, or flows lead into one another too deeply. */
    unavailable: nodeName,
  }),
  ways: ({ next, unavailable }) => [
    { name: "next", to: next, taken: "at-once" },
    { name: "unavailable", to: unavailable, taken: "at-once" },
  ],
  needs: ({ flowId }) => [{ kind: "flow", id: flowId }],
  formulas: (node) => ({ expressions: Object.values(node.arguments), sets: Object.keys(node.results) }),
  begin(node, state, spoken) {
    const given: Record<string, VariableValue> = {};
    for (const [name, text] of Object.entries(node.arguments)) {
      const value = compute(text, state, spoken);
      if (value === undefined) return goTo(state, node.unavailable);
      given[name] = value;
    }
    const effect = { kind: "call-flow", flowId: node.flowId as FlowId, given } as const;
    return { state: { ...state, phase: "calling" }, effects: [effect] };
  },
  step(node, state, input) {
    if (state.phase !== "calling") return stay(state);
    if (input.kind === "not-taken") return goTo(state, node.unavailable);
    if (input.kind !== "returned") return stay(state);
    let next = state;
    for (const [own, theirs] of Object.entries(node.results))
      next = setVariable(next, own, input.variables[theirs] ?? null);
    return goTo(next, node.next);
  },
});

export const returnNode = nodeKind({
  type: "return",
  schema: z.strictObject({ type: z.literal("return") }),
  ways: () => [],
  needs: () => [],
  begin: (_, state) => ({ state: { ...state, phase: "ended" }, effects: [{ kind: "return" }] }),
  step: (_, state) => stay(state),
});
