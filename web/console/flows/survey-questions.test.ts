import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeTypes, readFlowNode } from "@tandem/flows";
import { newNode } from "./new-node.ts";
import { fieldsOf } from "./node-fields.ts";
import { faultsOf, moved, questionsIn } from "./survey-questions.ts";

const none = { queues: [], calendars: [], skills: [], agents: [], flows: [], tables: [], connectors: [] };
const survey = newNode("survey", none);
const limits = survey && fieldsOf(survey).find(({ name }) => name === "questions")?.limits;

test("limits of questions are those of the node's schema", () => {
  assert.deepEqual(limits, { most: 5, namePattern: "^[a-z0-9-]{1,40}$", mostPrompts: 10 });
});

test("what is wrong with a question is told beside it, and a survey that nothing is wrong with is a node", () => {
  assert.ok(limits);
  const asked = ["survey-question"];
  const questions = [
    { name: "service", prompts: asked },
    { name: "", prompts: asked },
    { name: "Hold time", prompts: [] },
    { name: "speed", prompts: asked },
    { name: "speed", prompts: Array.from({ length: 11 }, () => "survey-question") },
  ];
  assert.deepEqual(faultsOf(questions, limits), [
    {},
    { name: "name-missing" },
    { name: "name-wrong", prompts: "prompts-missing" },
    { name: "name-twice" },
    { name: "name-twice", prompts: "prompts-many" },
  ]);
  const isNode = (list: readonly object[]) =>
    readFlowNode({ type: "survey", questions: list, next: "bye" }).ok;
  for (const [n, fault] of faultsOf(questions, limits).entries()) {
    const isGood = Object.keys(fault).length === 0;
    // Beside another of its name where that is what is wrong.
    const list = fault.name === "name-twice" ? questions.slice(3) : questions.slice(n, n + 1);
    assert.equal(isNode(list), isGood, questions[n]?.name);
  }
});

test("a question goes up and down, and not beyond the ends", () => {
  const letters = ["a", "b", "c"];
  assert.deepEqual(moved(letters, 1, -1), ["b", "a", "c"]);
  assert.deepEqual(moved(letters, 0, 1), ["b", "a", "c"]);
  assert.equal(moved(letters, 0, -1), letters);
  assert.equal(moved(letters, 2, 1), letters);
});

test("questions are read from whatever stands there", () => {
  assert.deepEqual(questionsIn([{ name: "a", prompts: ["b"] }, null, { name: "c" }]), [
    { name: "a", prompts: ["b"] },
    { name: "c", prompts: [] },
  ]);
  assert.deepEqual(questionsIn(undefined), []);
});

test("no field of any kind of node is written as JSON", () => {
  for (const type of nodeTypes) {
    const node = newNode(type, none);
    const fields = node ? fieldsOf(node) : [];
    assert.deepEqual(
      fields.filter(({ kind }) => kind === "json"),
      [],
      type,
    );
  }
});
