import assert from "node:assert/strict";
import { test } from "node:test";
import { textDifferences } from "#client/text";
import { callTexts, firstLocale, say } from "./texts.ts";

test("the call page says the same in both languages", () => {
  assert.deepEqual(textDifferences(callTexts), []);
  assert.equal(say("en", "ended.text", { time: "0:42" }), "You talked for 0:42. Thank you for calling.");
});

test("a visitor is met in their language when we speak it, in Chinese otherwise", () => {
  assert.equal(firstLocale(null, ["fr-FR", "en-GB", "zh-CN"]), "en");
  assert.equal(firstLocale(null, ["zh-TW", "en"]), "zh-CN");
  assert.equal(firstLocale(null, ["fr"]), "zh-CN");
  assert.equal(firstLocale("en", ["zh-CN"]), "en");
  assert.equal(firstLocale("xx", ["zh-CN"]), "zh-CN");
});
