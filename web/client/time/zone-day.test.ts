import assert from "node:assert/strict";
import { test } from "node:test";
import { dayInZone, dayRangeInZone } from "./zone-day.ts";

test("a day of Shanghai begins at 16:00 UTC the day before", () => {
  assert.deepEqual(dayRangeInZone("2026-10-17", "2026-10-17", "Asia/Shanghai"), {
    from: "2026-10-16T16:00:00.000Z",
    to: "2026-10-17T15:59:59.999Z",
  });
});

test("a day on which clocks go back has 25 hours", () => {
  assert.deepEqual(dayRangeInZone("2026-11-01", "2026-11-01", "America/New_York"), {
    from: "2026-11-01T04:00:00.000Z",
    to: "2026-11-02T04:59:59.999Z",
  });
});

test("text that is no date gives nothing", () => {
  assert.equal(dayRangeInZone("yesterday", "2026-10-17", "Asia/Shanghai"), undefined);
});

test("late in the evening it is the next day already further east", () => {
  const moment = Date.UTC(2026, 10, 22, 20, 15);
  assert.equal(dayInZone(moment, "Asia/Shanghai"), "2026-11-23");
  assert.equal(dayInZone(moment, "America/New_York"), "2026-11-22");
});
