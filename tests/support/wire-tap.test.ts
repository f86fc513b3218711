import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeALaw } from "./g711.ts";
import { tone } from "./tone.ts";
import { missingPackets, phaseJumps, toneShareOf } from "./wire-tap.ts";
import type { WireStream } from "./wire-tap.ts";

const frequencyHz = 1250;
const samples = tone({ frequencyHz, durationMs: 2000 });

/** Twenty milliseconds each, beginning at these samples of a tone. */
function stream(starts: readonly number[], firstSequence = 65_530): WireStream {
  const packets = starts.map((start, index) => ({
    at: index / 50,
    sequence: (firstSequence + index) & 0xffff,
    timestamp: 4_000_000_000 + index * 160,
    payloadType: 8,
    payload: Buffer.from(Array.from(samples.subarray(start, start + 160), encodeALaw)),
  }));
  return { toPort: 1, packets };
}

const steady = Array.from({ length: 50 }, (_, index) => index * 160);

test("a tone that goes on has no jumps, also over the wrap of a number; one that is cut has one", () => {
  assert.deepEqual([phaseJumps(stream(steady), frequencyHz), missingPackets(stream(steady))], [0, 0]);
  // Half a period is left out: 3.2 samples.
  const cut = steady.map((start, index) => (index < 25 ? start : start + 3));
  assert.equal(phaseJumps(stream(cut), frequencyHz), 1);
  assert.equal(toneShareOf(stream(steady), frequencyHz), 1);
  assert.equal(toneShareOf(stream(steady), 700), 0);
});

test("a packet that is not there is missing, and no jump: the next one has its own time", () => {
  const whole = stream(steady);
  const holed = { ...whole, packets: whole.packets.filter((_, index) => index !== 20 && index !== 21) };
  assert.deepEqual([missingPackets(holed), phaseJumps(holed, frequencyHz)], [2, 0]);
});
