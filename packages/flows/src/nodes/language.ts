// From here on the caller is spoken to in another language, in the queue too.
import { z } from "zod";
import { goTo, nodeKind, stay } from "../node-kind.ts";
import { language, nodeName } from "../node-shapes.ts";

export const languageNode = nodeKind({
  type: "language",
  schema: z.strictObject({ type: z.literal("language"), speaks: language, next: nodeName }),
  ways: ({ next }) => [{ name: "next", to: next, taken: "at-once" }],
  needs: () => [],
  begin: ({ speaks, next }, state) => goTo({ ...state, language: speaks }, next),
  step: (_, state) => stay(state),
});
