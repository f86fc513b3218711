import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedTexts, textDifferences } from "#client/text";
import { consoleTexts } from "./console-texts.ts";

test("the console says the same in both languages, and hides no shared text", () => {
  assert.deepEqual(textDifferences(consoleTexts), []);
  const hidden = Object.keys(consoleTexts["zh-CN"]).filter((key) => key in sharedTexts["zh-CN"]);
  assert.deepEqual(hidden, []);
});
