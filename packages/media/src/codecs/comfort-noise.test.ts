import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ComfortNoise, writeSilenceDescription } from "./comfort-noise.ts";
import { noise, powerSpectrum } from "./testing/spectrum.ts";

const payload = new Uint8Array(9);

/** A room's hum: noise through a one-pole filter, low when `pole` is positive, high when negative. */
function colouredNoise(pole: number, amplitude: number): Int16Array {
  let last = 0;
  return noise(8192, amplitude).map((sample) => (last = sample + pole * last));
}

const levelDb = (samples: Int16Array) =>
  10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length / 32_768 ** 2);

function share(samples: Int16Array, fromHz: number, toHz: number): number {
  const spectrum = powerSpectrum(samples);
  const sum = (from: number, to: number) =>
    spectrum.subarray((from * 8192) / 8000, (to * 8192) / 8000).reduce((total, power) => total + power, 0);
  return sum(fromHz, toHz) / sum(0, 4000);
}

for (const [name, pole] of [
  ["low", 0.9],
  ["white", 0],
  ["high", -0.9],
] as const) {
  test(`noise made of a description has the level and colour of the ${name} noise it describes`, () => {
    const room = colouredNoise(pole, 60);
    const length = writeSilenceDescription(room, room.length, payload, 0);
    assert.equal(length, 9);
    assert.equal(payload[0], Math.round(-levelDb(room)));
    const made = new Int16Array(8192);
    const comfort = new ComfortNoise();
    assert.ok(comfort.read(payload, 0, length));
    comfort.make(made, 512);
    comfort.make(made, made.length);
    assert.ok(Math.abs(levelDb(made) - levelDb(room)) < 1.5, `${levelDb(made)} against ${levelDb(room)} dB`);
    for (const [from, to] of [
      [0, 1000],
      [1000, 3000],
      [3000, 4000],
    ] as const) {
      const difference = Math.abs(share(made, from, to) - share(room, from, to));
      assert.ok(difference < 0.05, `${from} to ${to} Hz: ${difference}`);
    }
  });
}

test("silence is described as −127 dBov and made as silence", () => {
  const samples = new Int16Array(160);
  writeSilenceDescription(samples, 160, payload, 0);
  assert.deepEqual([...payload], [127, 127, 127, 127, 127, 127, 127, 127, 127]);
  const comfort = new ComfortNoise();
  comfort.read(payload, 0, 9);
  comfort.make(samples, 160);
  assert.ok(samples.every((sample) => sample === 0));
});

test("a level alone is white noise; no bytes at all are no description", () => {
  const comfort = new ComfortNoise();
  assert.equal(comfort.read(payload, 3, 3), false);
  assert.ok(comfort.read(Uint8Array.of(30), 0, 1));
  const made = new Int16Array(8192);
  comfort.make(made, made.length);
  assert.ok(Math.abs(levelDb(made) + 30) < 0.5);
  assert.ok(Math.abs(share(made, 0, 2000) - 0.5) < 0.05);
});

test("any description makes noise that neither grows nor ends", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      const comfort = new ComfortNoise();
      comfort.read(bytes, 0, bytes.length);
      const made = new Int16Array(8000);
      comfort.make(made, made.length);
      assert.ok(made.every(Number.isInteger));
    }),
    { numRuns: 100 },
  );
});
