import assert from "node:assert/strict";
import { test } from "node:test";
import { addCounts, countsIn, formatCounts } from "./test-counts.ts";

test("counts are those of the runner's end, also after a test that prints such lines itself", () => {
  const output =
    "ℹ tests 99\n✔ a (1ms)\nℹ tests 4\nℹ suites 0\nℹ pass 1\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\n";
  assert.deepEqual(countsIn(output), { tests: 4, pass: 1, fail: 2, skipped: 1 });
  assert.deepEqual(countsIn("it crashed"), { tests: 0, pass: 0, fail: 0, skipped: 0 });
});

test("a sum reads back as what it is", () => {
  const sum = addCounts([
    { tests: 3, pass: 2, fail: 1, skipped: 0 },
    { tests: 5, pass: 4, fail: 0, skipped: 1 },
  ]);
  assert.deepEqual(countsIn(formatCounts(sum, 10)), { tests: 8, pass: 6, fail: 1, skipped: 1 });
});
