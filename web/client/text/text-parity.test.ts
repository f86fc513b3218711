import assert from "node:assert/strict";
import { test } from "node:test";
import { sharedTexts } from "./shared-texts.ts";
import { textDifferences } from "./text-parity.ts";

test("each kind of difference is found", () => {
  const found = textDifferences({
    "zh-CN": { a: "一", b: "等待 {{time}}", c: " ", d: "丁", f: "好" },
    en: { a: "one", b: "waiting", c: "three", e: "five", f: "好" },
  });
  assert.deepEqual(found, [
    "b: different placeholders",
    "c: no Chinese text",
    "d: no English text",
    "f: Chinese in the English text",
    "e: no Chinese text",
  ]);
});

test("the shared texts say the same in both languages", () => {
  assert.deepEqual(textDifferences(sharedTexts), []);
});
