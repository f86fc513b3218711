import assert from "node:assert/strict";
import { test } from "node:test";
import type { SoundRate } from "../codecs/index.ts";
import { powerSpectrum, sine, toneToRestDb } from "../codecs/testing/spectrum.ts";
import { longestConference, Mixer } from "./mixer.ts";

const rateHz = 8000;
const frame = 160;

/** A mixer in which each of `frequencies` speaks; `hear(turns)` answers what each seat has heard in so many turns. */
function speaking(frequencies: readonly number[], amplitude = 8000, rate: SoundRate = rateHz) {
  const mixer = new Mixer(rate);
  const { frameSamples } = mixer;
  const seats = frequencies.map(() => mixer.sit() as number);
  const sounds = frequencies.map((hz) => sine(hz, rate, rate * 8, amplitude));
  let turn = 0;
  const hear = (turns: number): Int16Array[] => {
    const heard = seats.map(() => new Int16Array(turns * frameSamples));
    for (let n = 0; n < turns; n++, turn++) {
      sounds.forEach((sound, i) => {
        const at = turn * frameSamples;
        mixer.buffer(seats[i] as number)?.push(sound.subarray(at, at + frameSamples), frameSamples);
      });
      mixer.turn();
      seats.forEach((seat, i) => {
        mixer.heardBy(seat, heard[i]?.subarray(n * frameSamples, (n + 1) * frameSamples) as Int16Array);
      });
    }
    return heard;
  };
  return { mixer, seats: seats as [number, number, number, number], hear };
}

/** Decibels of a tone in a second of sound, 0 being that of one speaker. */
function toneDb(samples: Int16Array, hz: number, amplitude = 8000): number {
  const part = samples.subarray(samples.length - 4096);
  const bin = Math.round((hz * part.length) / rateHz);
  const reference = powerSpectrum(sine(hz, rateHz, 4096, amplitude));
  const spectrum = powerSpectrum(part);
  const power = (of: Float64Array) => of.slice(bin - 4, bin + 5).reduce((sum, each) => sum + each, 0);
  return 10 * Math.log10(Math.max(1e-9, power(spectrum)) / power(reference));
}

/** Who hears whom: 0 dB for those in the list, 60 dB less at most for all others. */
function assertHears(samples: Int16Array, tones: readonly number[], all: readonly number[]): void {
  for (const hz of all) {
    const db = toneDb(samples, hz);
    if (tones.includes(hz)) assert.ok(Math.abs(db) < 0.1, `${hz} Hz at ${db} dB`);
    else assert.ok(db < -60, `${hz} Hz at ${db} dB`);
  }
}

test("each hears all others as loud as they are, and never themselves", () => {
  const tones = [400, 600, 900, 1300];
  const heard = speaking(tones).hear(50);
  heard.forEach((samples, i) =>
    assertHears(
      samples,
      tones.filter((_, n) => n !== i),
      tones,
    ),
  );
});

test("listen, whisper and barge are routes of the same mixer, and change without a click", () => {
  const all = [400, 600, 900];
  const { mixer, seats, hear } = speaking(all);
  const [caller, agent, supervisor] = seats;
  const mode = (toCaller: number, toAgent: number): void => {
    mixer.route(supervisor, caller, toCaller);
    mixer.route(supervisor, agent, toAgent);
  };
  mode(0, 0);
  hear(2);
  const listen = hear(50);
  assertHears(listen[0] as Int16Array, [600], all);
  assertHears(listen[1] as Int16Array, [400], all);
  assertHears(listen[2] as Int16Array, [400, 600], all);
  mode(0, 1);
  hear(2);
  const whisper = hear(50);
  assertHears(whisper[0] as Int16Array, [600], all);
  assertHears(whisper[1] as Int16Array, [400, 900], all);
  mode(1, 1);
  const change = hear(2)[0] as Int16Array;
  const barge = hear(50);
  assertHears(barge[0] as Int16Array, [600, 900], all);
  assertHears(barge[1] as Int16Array, [400, 900], all);
  // A step would be heard as a jump between samples larger than the tones themselves make.
  const largest = (samples: Int16Array) =>
    samples.slice(1).reduce((most, each, i) => Math.max(most, Math.abs(each - (samples[i] as number))), 0);
  assert.ok(largest(change) <= largest(barge[0] as Int16Array) * 1.02);
});

test("one voice alone passes unchanged, even at full scale", () => {
  const { hear } = speaking([1000, 0], 32_767);
  const heard = hear(50)[1] as Int16Array;
  assert.deepEqual(heard.subarray(frame), sine(1000, rateHz, rateHz, 32_767).subarray(frame));
});

test("32 voices at full scale never clip: they are quieter, and stay tones", () => {
  const tones = Array.from({ length: longestConference }, (_, i) => 300 + i * 97);
  const { hear } = speaking(tones, 32_767);
  const beginning = hear(5).flatMap((samples) => [...samples]);
  assert.ok(beginning.every((sample) => Math.abs(sample) <= 32_767));
  const heard = hear(60)[0] as Int16Array;
  let longestRun = 0;
  for (let i = 1, run = 0; i < heard.length; i++) {
    run = Math.abs(heard[i] as number) >= 32_700 ? run + 1 : 0;
    longestRun = Math.max(longestRun, run);
  }
  // Clipped sound lies flat at the limit.
  assert.ok(longestRun <= 2, `${longestRun} samples at the limit`);
  assert.ok(
    heard.some((sample) => Math.abs(sample) > 20_000),
    "not quieter than it must be",
  );
});

test("two voices at full scale: what limiting adds is 40 dB under them, and it lets go again", () => {
  const { mixer, seats, hear } = speaking([400, 600, 0], 32_767);
  hear(50);
  const part = (hear(50)[2] as Int16Array).subarray(0, 4096);
  const spectrum = powerSpectrum(part);
  const tones = [400, 600].map((hz) => Math.round((hz * part.length) / rateHz));
  let [tone, rest] = [0, 0];
  spectrum.forEach((power, n) => {
    if (tones.some((bin) => Math.abs(n - bin) <= 6)) tone += power;
    else rest += power;
  });
  assert.ok(10 * Math.log10(tone / rest) > 40, `${10 * Math.log10(tone / rest)} dB`);
  mixer.leave(seats[1]);
  hear(60);
  const alone = hear(50)[2] as Int16Array;
  assert.ok(Math.abs(toneDb(alone, 400, 32_767)) < 0.1);
});

test("who comes is faded in for all, who leaves is gone with the turn", () => {
  const { mixer, seats, hear } = speaking([400, 600, 900]);
  const first = hear(1)[0] as Int16Array;
  assert.ok(Math.abs(first[1] as number) < 200, "the first samples are quiet");
  mixer.leave(seats[2]);
  assertHears(hear(50)[0] as Int16Array, [600], [400, 600, 900]);
  assert.equal(mixer.sit(), seats[2], "the seat is free again");
  for (let i = 3; i < longestConference; i++) assert.notEqual(mixer.sit(), undefined);
  assert.equal(mixer.sit(), undefined, "all seats are taken");
});

test("nobody speaks: nothing is heard, and nothing is written", () => {
  const mixer = new Mixer(rateHz);
  const [a, b] = [mixer.sit() as number, mixer.sit() as number];
  mixer.turn();
  const output = new Int16Array(frame).fill(7);
  assert.equal(mixer.heardBy(a, output), false);
  assert.ok(output.every((sample) => sample === 7));
  assert.equal(mixer.hears(a, b), true);
  assert.equal(mixer.hears(a, a), false);
});

test("the rate changes in the middle of a tone, which goes on in phase", () => {
  const mixer = new Mixer(8000);
  const [speaker, listener] = [mixer.sit() as number, mixer.sit() as number];
  const narrow = sine(400, 8000, 8000, 8000);
  const wide = sine(400, 16_000, 16_000, 8000);
  const heard: number[] = [];
  mixer.route(speaker, listener, 1, true);
  for (let n = 0; n < 50; n++) {
    const isWide = n >= 25;
    if (n === 0) mixer.buffer(speaker)?.push(narrow.subarray(0, 160), 160);
    if (n === 25) mixer.changeRate(16_000);
    const sound = isWide ? wide : narrow;
    const size = mixer.frameSamples;
    mixer.buffer(speaker)?.push(sound.subarray((n + 1) * size, (n + 2) * size), size);
    mixer.turn();
    const output = new Int16Array(size);
    mixer.heardBy(listener, output);
    for (let i = 0; i < size; i += size / 160) heard.push(output[i] as number);
  }
  const after = heard.slice(20 * 160, 20 * 160 + 4096);
  assert.ok(toneToRestDb(after, 400, 8000) > 35, `${toneToRestDb(after, 400, 8000)} dB`);
});
