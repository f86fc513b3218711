// Asks the caller how they were served; each question is answered by a key, from 1, the worst, to 5.
import { z } from "zod";
import { goTo, hand, nodeKind, promptsNeeded, stay } from "../node-kind.ts";
import {
  invalidPrompt,
  keyTimeout,
  language,
  nodeName,
  noInputPrompt,
  prompts,
  retries,
} from "../node-shapes.ts";

const question = z.strictObject({
  /** By which reports know it. */
  name: z.string().regex(/^[a-z0-9-]{1,40}$/, "a question's name has small letters, digits and hyphens"),
  prompts: prompts.min(1),
});

export const surveyNode = nodeKind({
  type: "survey",
  schema: z.strictObject({
    type: z.literal("survey"),
    questions: z
      .array(question)
      .min(1)
      .max(5)
      .refine(
        (questions) => new Set(questions.map(({ name }) => name)).size === questions.length,
        "two questions have one name",
      )
      .default([{ name: "service", prompts: ["survey-question"] }]),
    language: language.optional(),
    timeoutSeconds: keyTimeout,
    retries: retries.default(1),
    invalidPrompt,
    noInputPrompt,
    /** Said after the last answer. */
    thanks: prompts.default(["survey-thanks"]),
    /** After the last answer, and when the retries are used up. */
    next: nodeName,
  }),
  ways: ({ next }) => [{ name: "next", to: next, taken: "in-time" }],
  needs(node, spoken) {
    const asked = node.questions.flatMap((each) => each.prompts);
    const again = node.retries > 0 ? [node.invalidPrompt, node.noInputPrompt] : [];
    return promptsNeeded([...asked, ...again, ...node.thanks], spoken);
  },
  begin: (node, state, spoken) => hand(state, { kind: "ask-survey", node, language: spoken }),
  step: (node, state, input) =>
    state.phase === "handed" && input.kind === "came-back" ? goTo(state, node.next) : stay(state),
});
