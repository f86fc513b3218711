import assert from "node:assert/strict";
import { test } from "node:test";
import type { DialogueInput } from "#contact-center/dialogues";
import { askForCallback } from "./callback-dialogue.ts";
import type { NumberRefusal } from "./callback-dialogue.ts";

const verdicts: Readonly<Record<string, NumberRefusal>> = {
  "12": "invalid",
  "1001": "internal",
  "13900000000": "blocked",
  "00442070000000": "forbidden",
};

/** What is said, told and ended; keys are pressed one after the other, "." is a time that is over, "|" a prompt. */
function lead(ani: string, keys: string): string[] {
  const dialogue = askForCallback({ ani, judge: (number) => verdicts[number] ?? "ok" });
  const said: string[] = [];
  let { state, effects } = dialogue.start;
  const hear = () => {
    for (const effect of effects) {
      if (effect.kind === "play") said.push(...effect.prompts.filter((name) => !name.startsWith("number-")));
      else if (effect.kind === "tell") said.push(`= ${effect.news.number}`);
      else if (effect.kind === "end") said.push("end");
    }
  };
  hear();
  for (const key of keys) {
    const input: DialogueInput =
      key === "." ? { kind: "timeout" } : key === "|" ? { kind: "played" } : { kind: "key", key };
    ({ state, effects } = dialogue.step(state, input));
    hear();
  }
  return said;
}
const question = ["callback-number", "callback-confirm"];
const kept = (number: string) => [`= ${number}`, "callback-kept", "end"];

test("the number that the caller calls from is confirmed by 1", () => {
  assert.deepEqual(lead("13800138000", "1|"), [...question, ...kept("13800138000")]);
});

test("2 asks for another, ended by # or by no more keys", () => {
  assert.deepEqual(lead("13800138000", "213700137000#|"), [
    ...question,
    "callback-type",
    ...kept("13700137000"),
  ]);
  assert.deepEqual(lead("13800138000", "213700137000.|"), [
    ...question,
    "callback-type",
    ...kept("13700137000"),
  ]);
});

test("who calls from an extension or withholds their number is asked to type one", () => {
  for (const ani of ["1001", ""]) assert.deepEqual(lead(ani, "|"), ["callback-type"]);
});

test("each number that cannot be called is refused with its reason, and may be typed again", () => {
  for (const [number, refusal] of Object.entries(verdicts))
    assert.deepEqual(lead("", `${number}#13700137000#|`), [
      "callback-type",
      `callback-${refusal}`,
      "callback-type",
      ...kept("13700137000"),
    ]);
});

test("* goes on waiting, and so do silence and three refused numbers", () => {
  assert.deepEqual(lead("13800138000", "*"), [...question, "end"]);
  assert.deepEqual(lead("13800138000", ".."), [...question, ...question, "end"]);
  assert.deepEqual(lead("", "."), ["callback-type", "end"]);
  assert.equal(lead("", "12#12#12#").at(-1), "end");
});
