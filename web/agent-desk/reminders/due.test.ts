import assert from "node:assert/strict";
import { test } from "node:test";
import { dueAt } from "./due.ts";

const at = (ms: number) => ({ id: String(ms), at: new Date(ms).toISOString(), number: "138", note: "" });

test("what is due is shown, and it is known when the next one will be", () => {
  const reminders = [at(1000), at(9000), at(2000), at(8000)];
  const { due, nextAt } = dueAt(reminders, 2000);
  assert.deepEqual([due.map(({ id }) => id), nextAt], [["1000", "2000"], 8000]);
  assert.equal(dueAt([at(1000)], 2000).nextAt, undefined);
});
