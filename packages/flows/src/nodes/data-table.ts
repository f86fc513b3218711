// Looks something up in a table that the company has brought: who a caller is, where a branch office is.
import { z } from "zod";
import { compute, goTo, nodeKind, setVariable, stay } from "../node-kind.ts";
import { expression, nodeName, variableName } from "../node-shapes.ts";
import { maxTypedAhead } from "./play.ts";

const columnName = z.string().min(1).max(60);

export const dataTableNode = nodeKind({
  type: "data-table",
  schema: z.strictObject({
    type: z.literal("data-table"),
    table: z.string().regex(/^[^/?#%\\]{1,60}$/, "a table has a name"),
    /** What is in the table's first column. */
    key: expression,
    /** Variable → column. */
    save: z
      .record(variableName, columnName)
      .refine((save) => Object.keys(save).length <= 20, "20 values of a row can be kept")
      .default({}),
    next: nodeName,
    /** When there is no such row, or the table cannot be reached. */
    otherwise: nodeName,
  }),
  ways: ({ next, otherwise }) => [
    { name: "next", to: next, taken: "in-time" },
    { name: "otherwise", to: otherwise, taken: "at-once" },
  ],
  needs: ({ table }) => [{ kind: "table", id: table }],
  formulas: ({ key, save }) => ({ expressions: [key], sets: Object.keys(save) }),
  begin({ table, key: text, otherwise }, state, spoken) {
    const key = String(compute(text, state, spoken) ?? "").trim();
    if (key === "") return goTo(state, otherwise);
    const wait = state.wait + 1;
    return {
      state: { ...state, phase: "looking-up", wait },
      effects: [{ kind: "look-up", table, key, wait }],
    };
  },
  step({ save, next, otherwise }, state, input) {
    if (state.phase !== "looking-up") return stay(state);
    if (input.kind === "digit")
      return stay({ ...state, typedAhead: (state.typedAhead + input.digit).slice(0, maxTypedAhead) });
    if (input.kind !== "looked-up") return stay(state);
    const { row } = input;
    if (row === null) return goTo(state, otherwise);
    let kept = state;
    for (const [variable, column] of Object.entries(save))
      kept = setVariable(kept, variable, Object.hasOwn(row, column) ? (row[column] ?? null) : null);
    return goTo(kept, next);
  },
});
