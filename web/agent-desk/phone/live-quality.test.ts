import assert from "node:assert/strict";
import { test } from "node:test";
import { countsOf, ratingBetween } from "./live-quality.ts";

const at = (packetsReceived: number, packetsLost = 0, jitterMs = 2, roundTripMs = 20) => ({
  packetsReceived,
  packetsLost,
  jitterMs,
  roundTripMs,
});
const rated = (...more: Parameters<typeof at>) => ratingBetween(at(0), at(...more)) ?? 0;

test("clean sound is good; loss and delay make it worse, each more of it more so", () => {
  assert.ok(rated(100) > 4.3 && rated(100) < 4.5);
  assert.ok(rated(95, 5) < 3.5 && rated(95, 5) > 2, "5 % lost");
  assert.ok(rated(80, 20) < rated(95, 5));
  assert.ok(rated(100, 0, 2, 700) < 3.5, "700 ms there and back");
  assert.ok(rated(100, 0, 60) < rated(100));
  assert.ok(rated(1, 99) >= 1);
});

test("no rating without sound, and only of what is new", () => {
  assert.equal(ratingBetween(at(100), at(100)), undefined);
  assert.ok((ratingBetween(at(100, 50), at(200, 50)) ?? 0) > 4.3, "what was lost before counts no more");
});

test("counts are read from what a browser reports", () => {
  const entries: Record<string, unknown>[] = [
    { type: "inbound-rtp", kind: "audio", packetsReceived: 50, packetsLost: 1, jitter: 0.004 },
    { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.03 },
  ];
  assert.deepEqual(countsOf(entries), {
    packetsReceived: 50,
    packetsLost: 1,
    jitterMs: 4,
    roundTripMs: 30,
  });
  assert.equal(countsOf([]), undefined);
});
