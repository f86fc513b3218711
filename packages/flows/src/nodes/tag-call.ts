// Notes what is known of the call, such as the order it is about: for the agent who takes it, and for who looks for it afterwards.
import { z } from "zod";
import { compute, goTo, nodeKind, stay } from "../node-kind.ts";
import { expression, nodeName } from "../node-shapes.ts";

const mostTags = 20;
const longestTag = 200;
/** As people read it. */
const tagName = z.string().regex(/^[^\s:{}][^:{}]{0,39}$/, "a tag's name has no colon and no braces");

export const tagCallNode = nodeKind({
  type: "tag-call",
  schema: z.strictObject({
    type: z.literal("tag-call"),
    /** Name → expression. What cannot be said, or is empty, is left out. */
    tags: z
      .record(tagName, expression)
      .refine((each) => Object.keys(each).length <= mostTags, `a call has ${mostTags} tags at most`),
    next: nodeName,
  }),
  ways: ({ next }) => [{ name: "next", to: next, taken: "at-once" }],
  needs: () => [],
  formulas: ({ tags }) => ({ expressions: Object.values(tags), sets: [] }),
  begin({ tags: wanted, next }, state, spoken) {
    const known = Object.entries(wanted).flatMap(([name, text]) => {
      const value = String(compute(text, state, spoken) ?? "").slice(0, longestTag);
      return value === "" ? [] : [[name, value] as const];
    });
    if (known.length === 0) return goTo(state, next);
    const tags = Object.fromEntries([...Object.entries(state.tags ?? {}), ...known].slice(-mostTags));
    const noted = { kind: "tag", node: state.node, tags: Object.fromEntries(known) } as const;
    return { ...goTo({ ...state, tags }, next), effects: [noted] };
  },
  step: (_, state) => stay(state),
});
