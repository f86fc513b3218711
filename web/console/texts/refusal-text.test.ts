import assert from "node:assert/strict";
import { test } from "node:test";
import { queueTexts } from "./queue-texts.ts";
import { refusalText } from "./refusal-text.ts";

const say = ((key: string) => (queueTexts["zh-CN"] as Record<string, string>)[key]) as Parameters<
  typeof refusalText
>[1];

test("a known reason is said in the page's language, with whom it is about; another as the server says it", () => {
  const problem = { message: "its overflow leads back to itself", reason: "overflow-loop", subject: "售后" };
  assert.equal(refusalText(problem, say), `售后: ${queueTexts["zh-CN"]["refused.overflow-loop"]}`);
  assert.equal(refusalText({ message: "new", reason: "unheard-of" }, say), "new");
  assert.equal(refusalText({ message: "old" }, say), "old");
});
