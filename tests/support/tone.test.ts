import assert from "node:assert/strict";
import { test } from "node:test";
import {
  dominantFrequencyHz,
  lagMs,
  levelDbfs,
  peak,
  tone,
  toneOnsetMs,
  tonePresentMs,
  toneShare,
  toneToNoiseDb,
} from "./tone.ts";

const rate = 8000;
const near = (actual: number | undefined, expected: number, within: number): void => {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= within,
    `${actual} is not near ${expected}`,
  );
};

/** Noise that is the same in every run: a linear congruential generator. */
function noise(length: number, amplitude: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 31 - 1) * amplitude;
  });
}

const add = (a: Int16Array, b: Int16Array): Int16Array => a.map((sample, n) => sample + (b[n] ?? 0));

test("the frequency of a tone is found to 1 Hz, short or long", () => {
  for (const frequencyHz of [350, 437, 1004, 2600, 3397]) {
    for (const durationMs of [200, 1000, 4000]) {
      near(dominantFrequencyHz(tone({ frequencyHz, durationMs }), rate), frequencyHz, 1);
    }
  }
  assert.equal(dominantFrequencyHz(new Int16Array(rate), rate), undefined);
});

test("a tone holds all of its own energy and none of another frequency's", () => {
  const samples = tone({ frequencyHz: 700, durationMs: 1000 });
  assert.ok(toneShare(samples, rate, 700) > 0.99);
  assert.ok(toneShare(samples, rate, 900) < 0.01);
  assert.equal(toneShare(new Int16Array(rate), rate, 700), 0);
});

test("level and peak are those of the wave", () => {
  const samples = tone({ frequencyHz: 1000, durationMs: 1000, amplitude: 0.5 });
  near(levelDbfs(samples), 20 * Math.log10(0.5 / Math.SQRT2), 0.05);
  near(peak(samples), 16_384, 2);
  assert.equal(levelDbfs(new Int16Array(10)), Number.NEGATIVE_INFINITY);
});

test("the tone-to-noise figure is the ratio that was mixed", () => {
  const samples = add(tone({ frequencyHz: 800, durationMs: 2000, amplitude: 0.3 }), noise(16_000, 3000));
  // A sine of 0.3 against uniform noise of ±3000.
  const expected = 10 * Math.log10((0.3 * 32_767) ** 2 / 2 / (3000 ** 2 / 3));
  near(toneToNoiseDb(samples, rate, 800), expected, 0.3);
  assert.ok(toneToNoiseDb(noise(16_000, 3000), rate, 800) < -10);
});

test("a tone's beginning and its length are found in silence", () => {
  const samples = new Int16Array(rate * 2);
  samples.set(tone({ frequencyHz: 440, durationMs: 600 }), rate / 2);
  near(toneOnsetMs(samples, rate, 440), 500, 20);
  near(tonePresentMs(samples, rate, 440), 600, 40);
  assert.equal(toneOnsetMs(samples, rate, 1000), undefined);
  assert.equal(tonePresentMs(samples, rate, 1000), 0);
});

test("the step between two channels is found with its sign", () => {
  const early = noise(rate, 8000);
  const late = new Int16Array(rate);
  late.set(early.subarray(0, rate - 96), 96);
  assert.equal(lagMs(early, late, rate, 30), 12);
  assert.equal(lagMs(late, early, rate, 30), -12);
});
