import assert from "node:assert/strict";
import { test } from "node:test";
import { leastLoaded } from "./placement.ts";
import type { Load } from "./placement.ts";

const load = (share: number, calls = 0, placedAtMs: readonly number[] = []): Load => ({
  share,
  calls,
  placedAtMs,
});

test("the worker with the least measured load takes the call, whatever the number of calls", () => {
  assert.equal(leastLoaded([load(0.5, 10), load(0.1, 80), load(0.3, 5)], 0), 1);
  assert.equal(leastLoaded([], 0), -1);
});

test("calls that were just placed count before they are measured: a burst is spread", () => {
  const placed: number[][] = [[], [], []];
  for (let call = 0; call < 300; call++) {
    const loads = placed.map((at) => load(0.01, at.length, at));
    placed[leastLoaded(loads, 1000)]?.push(1000);
  }
  assert.deepEqual(
    placed.map((at) => at.length),
    [100, 100, 100],
  );
});

test("what calls cost is learned: conversions make a worker full with few calls", () => {
  // 40 calls of 1 % each: ten new ones on the first will be worth 10 %.
  const now = 60_000;
  const busy = load(
    0.2,
    30,
    Array.from({ length: 10 }, () => now),
  );
  assert.equal(leastLoaded([busy, load(0.25, 20)], now), 1);
  assert.equal(leastLoaded([busy, load(0.25, 20)], now + 5000), 0);
});

test("among equals the one with the fewest calls", () => {
  assert.equal(leastLoaded([load(0, 3), load(0, 1), load(0, 2)], 0), 1);
});
