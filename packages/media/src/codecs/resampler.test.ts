import assert from "node:assert/strict";
import { test } from "node:test";
import { Resampler, passBandShare, stopBandShare } from "./resampler.ts";
import type { ResamplerRate } from "./resampler.ts";
import { powerSpectrum, sine, toneToRestDb } from "./testing/spectrum.ts";

const rates: readonly ResamplerRate[] = [8000, 16_000, 24_000, 48_000];
const pairs = rates.flatMap((from) => rates.filter((to) => to !== from).map((to) => ({ from, to })));
const heardSamples = 8192;
/** 1 dB below full scale: the noise of rounding to 16 bits is 97 dB below that. */
const amplitude = 29_000;

/** `samples` in packets of 20 ms, then the last `heardSamples` that came out. */
function resample(samples: Int16Array, from: ResamplerRate, to: ResamplerRate): Int16Array {
  const resampler = new Resampler(from, to);
  const packet = from / 50;
  const heard = new Int16Array(Math.ceil((samples.length * to) / from) + 1);
  const output = new Int16Array(to / 50 + 1);
  let length = 0;
  for (let at = 0; at < samples.length; at += packet) {
    const part = samples.subarray(at, at + packet);
    const made = resampler.process(part, part.length, output);
    heard.set(output.subarray(0, made), length);
    length += made;
  }
  assert.equal(length, Math.ceil((samples.length * to) / from));
  return heard.subarray(length - heardSamples, length);
}

const seconds = (rate: number, to: number) => Math.ceil(((heardSamples + 2000) / to) * 50) * (rate / 50);
const totalPower = (samples: Int16Array) => powerSpectrum(samples).reduce((sum, power) => sum + power, 0);

for (const { from, to } of pairs) {
  const lower = Math.min(from, to);

  test(`${from} Hz to ${to} Hz: 75 dB and more between a tone of the pass band and the rest`, () => {
    for (const share of [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, passBandShare]) {
      const frequencyHz = Math.round((share * lower * heardSamples) / to) * (to / heardSamples);
      const sound = sine(frequencyHz, from, seconds(from, to), amplitude);
      const heard = resample(sound, from, to);
      const ratioDb = toneToRestDb(heard, frequencyHz, to);
      assert.ok(ratioDb >= 75, `${frequencyHz} Hz: ${ratioDb.toFixed(1)} dB`);
      const gainDb =
        10 * Math.log10(totalPower(heard) / totalPower(sine(frequencyHz, to, heardSamples, amplitude)));
      assert.ok(Math.abs(gainDb) < 0.1, `${frequencyHz} Hz: ${gainDb.toFixed(2)} dB`);
    }
  });

  if (to < from) {
    test(`${from} Hz to ${to} Hz: what the lower rate cannot carry is 75 dB down`, () => {
      const reference = totalPower(sine(1000, to, heardSamples, amplitude));
      for (let frequencyHz = stopBandShare * to; frequencyHz < from / 2; frequencyHz += from / 37) {
        const heard = resample(sine(frequencyHz, from, seconds(from, to), amplitude), from, to);
        const leftDb = 10 * Math.log10((totalPower(heard) + 1) / reference);
        assert.ok(leftDb <= -75, `${frequencyHz.toFixed(0)} Hz: ${leftDb.toFixed(1)} dB`);
      }
    });
  }
}

test("equal rates copy", () => {
  const sound = sine(440, 8000, 160, 8000);
  const output = new Int16Array(160);
  assert.equal(new Resampler(8000, 8000).process(sound, 160, output), 160);
  assert.deepEqual(output, sound);
});

test("packets of any length make the same sound as one long one", () => {
  const sound = sine(440, 24_000, 2400, 8000);
  const whole = new Int16Array(800);
  new Resampler(24_000, 8000).process(sound, sound.length, whole);
  const resampler = new Resampler(24_000, 8000);
  const parts: number[] = [];
  const output = new Int16Array(800);
  for (let at = 0, length = 1; at < sound.length; at += length, length = 1 + ((at * 7) % 61)) {
    const part = sound.subarray(at, at + length);
    const made = resampler.process(part, part.length, output);
    parts.push(...output.subarray(0, made));
  }
  assert.deepEqual(parts, [...whole]);
});
