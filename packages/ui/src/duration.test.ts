import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, formatDurationMs } from "./duration.ts";

test("durations read like a phone's display", () => {
  const written = [0, 9, 42, 60, 727, 3599, 3600, 3909, 36_000].map(formatDuration);
  assert.deepEqual(written, [
    "0:00",
    "0:09",
    "0:42",
    "1:00",
    "12:07",
    "59:59",
    "1:00:00",
    "1:05:09",
    "10:00:00",
  ]);
});

test("a duration never goes below zero and never shows part of a second", () => {
  assert.equal(formatDuration(-3), "0:00");
  assert.equal(formatDuration(1.999), "0:01");
  assert.equal(formatDurationMs(1_600), "0:02");
});
