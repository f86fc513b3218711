import assert from "node:assert/strict";
import { test } from "node:test";
import { loudnessOf } from "./loudness.ts";

const sine = (hz: number, rateHz: number, seconds: number, amplitude = 1) =>
  Float32Array.from(
    { length: Math.round(rateHz * seconds) },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / rateHz),
  );
const isAbout = (actual: number, wanted: number, within = 0.1) =>
  assert.ok(Math.abs(actual - wanted) <= within, `${actual} instead of ${wanted}`);
const joined = (...parts: readonly Float32Array[]) => {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

test("a sine of 997 Hz at full scale has −3.01 LUFS at every rate, as BS.1770 calibrates it", () => {
  for (const rateHz of [8000, 16_000, 44_100, 48_000, 96_000])
    isAbout(loudnessOf(sine(997, rateHz, 2), rateHz), -3.01);
  isAbout(loudnessOf(sine(997, 48_000, 2, 0.1), 48_000), -23.01);
});

test("the ear's weights: low tones count less, high ones more", () => {
  const of = (hz: number) => loudnessOf(sine(hz, 48_000, 2), 48_000) + 3.01;
  isAbout(of(10_000), 3.3, 0.3);
  isAbout(of(100), -1.8, 0.3);
  assert.ok(of(20) < -12);
});

test("pauses and what is far below the rest do not count", () => {
  const rateHz = 16_000;
  const loud = sine(997, rateHz, 4, 0.1);
  isAbout(loudnessOf(joined(loud, new Float32Array(rateHz * 4)), rateHz), -23.01, 0.3);
  isAbout(loudnessOf(joined(loud, sine(997, rateHz, 4, 0.01)), rateHz), -23.01, 0.3);
  // Within ten of the whole it does count.
  assert.ok(loudnessOf(joined(loud, sine(997, rateHz, 4, 0.07)), rateHz) < -23.5);
});

test("silence has none, and a sound shorter than a block is taken whole", () => {
  assert.equal(loudnessOf(new Float32Array(16_000), 16_000), -Infinity);
  assert.equal(loudnessOf(new Float32Array(0), 16_000), -Infinity);
  isAbout(loudnessOf(sine(997, 16_000, 0.2, 0.1), 16_000), -23.01, 0.3);
});
