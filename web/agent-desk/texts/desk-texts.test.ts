import assert from "node:assert/strict";
import { test } from "node:test";

import { sharedTexts, textDifferences } from "#client/text";
import { deskTexts } from "./desk-texts.ts";

test("the desk says the same in both languages, and hides no shared text", () => {
  assert.deepEqual(textDifferences(deskTexts), []);
  const hidden = Object.keys(deskTexts["zh-CN"]).filter((key) => key in sharedTexts["zh-CN"]);
  assert.deepEqual(hidden, []);
});
