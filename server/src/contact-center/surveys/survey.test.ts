import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { DialogueEffect, DialogueInput } from "#contact-center/dialogues";
import { survey } from "./survey.ts";
import type { SurveyAnswer, SurveyForm } from "./survey.ts";

const form: SurveyForm = {
  questions: [
    { name: "service", prompts: ["how-was-it"] },
    { name: "again", prompts: ["would-you"] },
  ],
  timeoutSeconds: 5,
  retries: 1,
  invalidPrompt: "invalid",
  noInputPrompt: "nothing",
  thanks: ["thanks"],
};

function run(inputs: readonly string[], of: SurveyForm = form) {
  const dialogue = survey(of);
  let { state } = dialogue.start;
  const effects: DialogueEffect<SurveyAnswer>[] = [...dialogue.start.effects];
  for (const each of inputs) {
    const input = each.length === 1 ? { kind: "key", key: each } : { kind: each };
    const next = dialogue.step(state, input as DialogueInput);
    state = next.state;
    effects.push(...next.effects);
  }
  return {
    state,
    effects,
    played: effects.flatMap((effect) => (effect.kind === "play" ? [effect.prompts] : [])),
    answers: effects.flatMap((effect) => (effect.kind === "tell" ? [effect.news] : [])),
  };
}

test("each question is answered by a key, also before it is over, and thanks end it", () => {
  const { played, answers, effects } = run(["played", "5", "2", "played"]);
  assert.deepEqual(played, [["how-was-it"], ["would-you"], ["thanks"]]);
  assert.deepEqual(answers, [
    { question: "service", score: 5 },
    { question: "again", score: 2 },
  ]);
  assert.equal(effects.at(-1)?.kind, "end");
  assert.equal(run(["5", "2"], { ...form, thanks: [] }).effects.at(-1)?.kind, "end");
});

test("a wrong key and a missing one have the question asked again, and then nothing more", () => {
  const { played, answers, effects } = run(["4", "0", "played", "timeout"]);
  assert.deepEqual(played, [["how-was-it"], ["would-you"], ["invalid", "would-you"]]);
  assert.deepEqual(answers, [{ question: "service", score: 4 }]);
  assert.equal(effects.at(-1)?.kind, "end");
  assert.deepEqual(run(["played", "timeout", "3"]).played, [
    ["how-was-it"],
    ["nothing", "how-was-it"],
    ["would-you"],
  ]);
});

test("whatever the caller does, no question is answered twice and the end comes once", () => {
  const inputs = fc.array(fc.constantFrom("played", "timeout", "1", "5", "6", "#"), { maxLength: 40 });
  fc.assert(
    fc.property(inputs, (happened) => {
      const { answers, effects, state } = run(happened);
      assert.equal(new Set(answers.map(({ question }) => question)).size, answers.length);
      assert.ok(answers.every(({ score }) => score >= 1 && score <= 5));
      assert.equal(effects.filter(({ kind }) => kind === "end").length, state.phase === "over" ? 1 : 0);
    }),
  );
});
