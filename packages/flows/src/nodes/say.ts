// Has a text spoken, with values in it; a key ends it and is kept for the next menu.
import { z } from "zod";
import { compute, goTo, nodeKind, stay } from "../node-kind.ts";
import { language, nodeName } from "../node-shapes.ts";
import { expressionsIn, filled, writtenAs } from "../templates.ts";
import { maxTypedAhead } from "./play.ts";

/** Some two minutes. */
const longestSpoken = 1000;

export const sayNode = nodeKind({
  type: "say",
  schema: z.strictObject({
    type: z.literal("say"),
    /** {{expressions}} in it are said as they are written. */
    text: z.string().min(1).max(longestSpoken),
    language: language.optional(),
    next: nodeName,
    /** When no engine is set or it fails, and when a value cannot be said. */
    unavailable: nodeName,
  }),
  ways: ({ next, unavailable }) => [
    { name: "next", to: next, taken: "in-time" },
    { name: "unavailable", to: unavailable, taken: "at-once" },
  ],
  needs: () => [{ kind: "speech", id: "speech" }],
  formulas: ({ text }) => ({ expressions: expressionsIn(text), sets: [] }),
  begin(node, state, spoken) {
    const text = filled(node.text, (each) => compute(each, state, spoken), writtenAs.words);
    if (text === undefined || text.trim() === "") return goTo(state, node.unavailable);
    const wait = state.wait + 1;
    return {
      state: { ...state, phase: "playing", wait },
      effects: [{ kind: "say", text: text.slice(0, longestSpoken), language: spoken, wait }],
    };
  },
  step(node, state, input) {
    if (state.phase !== "playing") return stay(state);
    if (input.kind === "playback-finished") return goTo(state, node.next);
    if (input.kind === "not-said") return goTo(state, node.unavailable);
    if (input.kind !== "digit") return stay(state);
    const typedAhead = (state.typedAhead + input.digit).slice(0, maxTypedAhead);
    return goTo({ ...state, typedAhead }, node.next);
  },
});
