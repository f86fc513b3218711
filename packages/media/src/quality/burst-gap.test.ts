import assert from "node:assert/strict";
import { test } from "node:test";
import { countLosses, createBurstGap, takeBurstGap } from "./burst-gap.ts";
import type { BurstGap } from "./burst-gap.ts";

/** `.` in time, `x` lost. */
function play(state: BurstGap, packets: string): void {
  for (const packet of packets) {
    if (packet === ".") state.sinceLoss++;
    else countLosses(state, 1);
  }
}

const gap = (count: number) => ".".repeat(count);

test("a stream without loss is one gap", () => {
  const state = createBurstGap();
  play(state, gap(250));
  const clean = { burstDensity: 0, burstMs: 0, gapDensity: 0, gapMs: 5000, burstRatio: 1 };
  assert.deepEqual(takeBurstGap(state, 20), clean);
  play(state, gap(250));
  assert.deepEqual(takeBurstGap(state, 20), clean, "each interval by itself");
});

test("losses that lie far apart are part of the gap (RFC 3611 §4.7.2)", () => {
  const state = createBurstGap();
  play(state, `${gap(49)}x${gap(49)}x${gap(50)}`);
  const { burstDensity, gapDensity, burstRatio } = takeBurstGap(state, 20);
  assert.equal(burstDensity, 0);
  assert.equal(gapDensity, 2 / 150);
  assert.equal(burstRatio, 1);
});

test("the example of RFC 3611: a crowd of losses is a burst with a density of its own", () => {
  const state = createBurstGap();
  // Between the gaps: 13 packets, 6 of them lost.
  play(state, `${gap(100)}xx..x...x..xx${gap(100)}`);
  const { burstDensity, burstMs, gapDensity, gapMs } = takeBurstGap(state, 20);
  assert.equal(gapDensity, 0);
  assert.equal(gapMs, 201 * 20, "both gaps, and the step into the burst");
  assert.ok(burstDensity > 0.3 && burstDensity < 0.6, `${burstDensity}`);
  assert.ok(burstMs >= 11 * 20 && burstMs <= 15 * 20, `${burstMs} ms`);
});

test("rows of losses are burstier than single ones", () => {
  const single = createBurstGap();
  play(single, `${gap(20)}x`.repeat(10));
  const rows = createBurstGap();
  play(rows, `${gap(40)}xx`.repeat(5));
  assert.equal(takeBurstGap(single, 20).burstRatio, 1);
  const { burstRatio } = takeBurstGap(rows, 20);
  assert.ok(Math.abs(burstRatio - 2 * (1 - 10 / 210)) < 0.01, `${burstRatio}`);
});

test("an outage is one long row", () => {
  const state = createBurstGap();
  play(state, gap(100));
  countLosses(state, 100);
  play(state, gap(50));
  const { burstMs, burstDensity } = takeBurstGap(state, 20);
  assert.equal(burstDensity, 1);
  assert.ok(Math.abs(burstMs - 2000) <= 40, `${burstMs}`);
});
