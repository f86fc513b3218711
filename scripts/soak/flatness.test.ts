import assert from "node:assert/strict";
import { test } from "node:test";
import { floors, judge } from "./flatness.ts";

const series = (value: (index: number) => number) =>
  Array.from({ length: 60 }, (_, index) => ({ atMs: index * 5000, value: value(index) }));

test("growth of the first half, noise and a saw are flat; a slow leak is not", () => {
  const bounds = { share: 0.05, least: 0 };
  assert.equal(
    judge(
      series((i) => Math.min(i, 20) * 10 + 100),
      bounds,
    ).isFlat,
    true,
  );
  assert.equal(
    judge(
      series((i) => 100 + (i % 7)),
      bounds,
    ).isFlat,
    true,
  );
  const leak = judge(
    series((i) => 100 + i),
    bounds,
  );
  assert.equal(leak.isFlat, false);
  assert.equal(Math.round(leak.growth), 29);
  assert.equal(
    judge(
      series((i) => 100 + i),
      { share: 0.05, least: 30 },
    ).isFlat,
    true,
  );
  assert.equal(
    judge(
      series((i) => 100 - i),
      bounds,
    ).isFlat,
    true,
  );
});

test("of a saw only the floor counts: one that rises is a leak, one that stays is none", () => {
  const bounds = { share: 0.05, least: 0 };
  const saw = (i: number) => (i % 5) * 40;
  assert.equal(judge(floors(series((i) => 100 + saw(i))), bounds).isFlat, true);
  const leak = judge(floors(series((i) => 100 + i + saw(i))), bounds);
  assert.equal(leak.isFlat, false);
  assert.ok(leak.growth > 20 && leak.growth < 30, `${leak.growth}`);
});
