import assert from "node:assert/strict";
import { test } from "node:test";
import { failureWord } from "./failure-word.ts";

test("each way of not being reached has its own word; what nobody knows has one too", () => {
  const words = [486, 600, 603, 408, 480, 404, 403, 500, 0].map(failureWord);
  assert.deepEqual(words, [
    "busy",
    "busy",
    "declined",
    "no-answer",
    "unreachable",
    "not-found",
    "forbidden",
    "failed",
    "failed",
  ]);
});
