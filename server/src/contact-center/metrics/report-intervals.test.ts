import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { intervalBounds, intervalOf, startOfDay } from "./report-intervals.ts";
import type { IntervalLength } from "./report-intervals.ts";

const hours = (bounds: readonly number[]) => bounds.length - 1;

test("a day has the hours that the clocks of its place give it", () => {
  const day = (date: string, timeZone: string, length: IntervalLength = 60) => {
    const noon = Date.parse(`${date}T12:00:00Z`);
    return intervalBounds(noon, noon + 1, length, timeZone).length;
  };
  const whole = (date: string, timeZone: string) => {
    const from = startOfDay(Date.parse(`${date}T12:00:00Z`), timeZone);
    const bounds = intervalBounds(from, from + 1, "day", timeZone);
    return intervalBounds(from, bounds[1] ?? 0, 60, timeZone);
  };
  assert.equal(day("2026-03-29", "Europe/Berlin"), 2, "one interval has two bounds");
  assert.equal(hours(whole("2026-03-28", "Europe/Berlin")), 24);
  assert.equal(hours(whole("2026-03-29", "Europe/Berlin")), 23);
  assert.equal(hours(whole("2026-10-25", "Europe/Berlin")), 25);
  assert.equal(whole("2026-03-02", "Asia/Shanghai")[0], Date.parse("2026-03-01T16:00:00Z"));
  assert.equal(whole("2026-03-02", "Asia/Kathmandu")[0], Date.parse("2026-03-01T18:15:00Z"));
});

test("intervals follow one another without a gap over any period, and every moment is in one of them", () => {
  const begin = Date.parse("2026-01-01T00:00:00Z");
  fc.assert(
    fc.property(
      fc.integer({ min: begin, max: begin + 400 * 86_400_000 }),
      fc.integer({ min: 1, max: 3 * 86_400_000 }),
      fc.constantFrom<IntervalLength>(15, 30, 60, "day"),
      fc.constantFrom(
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
      ),
      (from, spanMs, length, timeZone) => {
        const bounds = intervalBounds(from, from + spanMs, length, timeZone);
        assert.ok(bounds.every((at, index) => index === 0 || at > (bounds[index - 1] ?? 0)));
        for (const at of [from, from + spanMs - 1, from + Math.floor(spanMs / 2)]) {
          const index = intervalOf(bounds, at) ?? assert.fail(`${at} is in no interval`);
          assert.ok((bounds[index] ?? 0) <= at && at < (bounds[index + 1] ?? 0));
        }
        assert.equal(intervalOf(bounds, (bounds[0] ?? 0) - 1), undefined);
        assert.equal(intervalOf(bounds, bounds.at(-1) ?? 0), undefined);
      },
    ),
  );
});
