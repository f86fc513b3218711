import assert from "node:assert/strict";
import { test } from "node:test";
import { findFlowProblems, nodeTypes, readFlowDocument } from "@tandem/flows";
import { consoleTexts } from "#console/texts";
import { newNode, templateOf, templates } from "./new-node.ts";

const id = "00000000-0000-4000-8000-000000000001";
const there = [{ id, name: "service" }];
const surroundings = {
  queues: there,
  calendars: there,
  agents: there,
  skills: there,
  flows: there,
  tables: ["vip"],
  connectors: [],
};
const known = {
  queueIds: new Set([id]),
  personIds: new Set([id]),
  calendarIds: new Set([id]),
  skillIds: new Set([id]),
  flowIds: new Set([id]),
  secrets: new Set<string>(),
  tables: new Set<string>(),
  connectors: new Set<string>(),
  speaks: true,
  listens: true,
  hasPrompt: () => true,
};

test("every kind of node can be put on the board", () => {
  for (const type of nodeTypes) {
    assert.equal(newNode(type, surroundings)?.type, type, type);
    assert.ok(`node.${type}` in consoleTexts.en, `${type} has a name`);
  }
});

test("every template but the empty one has no problems, in both languages", () => {
  for (const template of templates.filter((each) => each !== "empty"))
    for (const language of ["zh-CN", "en"] as const) {
      const document = readFlowDocument(templateOf(template, language, surroundings));
      assert.ok(document.ok, document.ok ? "" : `${template}: ${document.error.message}`);
      assert.deepEqual(findFlowProblems(document.value, known), [], template);
    }
});
