import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { decodeALaw } from "../codecs/index.ts";
import { readWavLayout } from "../wav/index.ts";
import { ToneDetector } from "./tone-detector.ts";
import { tonesOfEvent } from "./tones.ts";

/** 0 dBm0 as the peak of a sine (ITU-T G.711 table 1). */
const zeroDbm0 = 22_800;
const everyCode = Array.from({ length: 16 }, (_, code) => code);
const prompts = fileURLToPath(new URL("../../../../prompts", import.meta.url));

type Key = {
  code: number;
  ms: number;
  /** Levels in dBm0, and how far off the frequencies are. */
  row?: number;
  column?: number;
  rowShift?: number;
  columnShift?: number;
};

/** Adds a key to `sound` from a sample on. */
function press(sound: Int16Array, at: number, { code, ms, row = -9, column = -9, ...shifts }: Key): void {
  const [rowHz, columnHz] = tonesOfEvent(code);
  const parts = [
    [rowHz * (1 + (shifts.rowShift ?? 0)), zeroDbm0 * 10 ** (row / 20)],
    [columnHz * (1 + (shifts.columnShift ?? 0)), zeroDbm0 * 10 ** (column / 20)],
  ] as const;
  for (let i = 0; i < ms * 8; i++)
    for (const [hz, level] of parts)
      sound[at + i] =
        (sound[at + i] as number) + Math.round(level * Math.sin((2 * Math.PI * hz * i) / 8000 + 1));
}

/** What is told of a sound that comes in packets of 20 ms. */
function listen(sound: Int16Array): { downs: number[]; durations: number[]; suspected: number } {
  const downs: number[] = [];
  const durations: number[] = [];
  let suspected = 0;
  const detector = new ToneDetector({
    keyDown: (code) => void downs.push(code),
    keyUp: (_, durationMs) => void durations.push(durationMs),
  });
  for (let at = 0; at < sound.length; at += 160) {
    detector.push(sound.subarray(at, at + 160), Math.min(160, sound.length - at));
    if (detector.suspects) suspected++;
  }
  return { downs, durations, suspected };
}

/** Presses each key at eight places within a packet; counts how often just it was heard. */
function heardOf(key: Omit<Key, "code">, noise = 0): { heard: number; of: number } {
  let heard = 0;
  for (const code of everyCode) {
    for (let place = 0; place < 160; place += 20) {
      const sound = Int16Array.from({ length: 2400 }, (_, i) => noise * Math.sin(i * i * 0.7713));
      press(sound, 640 + place, { code, ...key });
      const { downs } = listen(sound);
      if (downs.length === 1 && downs[0] === code) heard++;
    }
  }
  return { heard, of: 16 * 8 };
}

const all = { heard: 128, of: 128 };
const none = { heard: 0, of: 128 };

test("40 ms are a key and 23 are none, wherever in a packet they begin (Q.24)", () => {
  for (const ms of [40, 50, 100]) assert.deepEqual(heardOf({ ms }), all, `${ms} ms`);
  for (const ms of [10, 20, 23]) assert.deepEqual(heardOf({ ms }), none, `${ms} ms`);
});

test("frequencies off by 1.5 % are taken and by 3.5 % are not, in any group", () => {
  for (const shift of [0.015, -0.015]) {
    assert.deepEqual(heardOf({ ms: 40, rowShift: shift, columnShift: shift }), all);
    assert.deepEqual(heardOf({ ms: 40, rowShift: shift, columnShift: -shift }), all);
  }
  for (const shift of [0.035, -0.035]) {
    assert.deepEqual(heardOf({ ms: 40, rowShift: shift }), none);
    assert.deepEqual(heardOf({ ms: 40, columnShift: shift }), none);
  }
});

test("twist: the column 4 dB stronger, the row 8, and no more than that by much", () => {
  assert.deepEqual(heardOf({ ms: 40, row: -13, column: -9 }), all);
  assert.deepEqual(heardOf({ ms: 40, row: -7, column: -15 }), all);
  assert.deepEqual(heardOf({ ms: 40, row: -9, column: -21 }), none);
  assert.deepEqual(heardOf({ ms: 40, row: -21, column: -9 }), none);
});

test("levels from −3 to −25 dBm0, and with noise 15 dB below", () => {
  for (const level of [-3, -25]) assert.deepEqual(heardOf({ ms: 40, row: level, column: level }), all);
  assert.deepEqual(heardOf({ ms: 40, row: -40, column: -40 }), none);
  assert.deepEqual(heardOf({ ms: 40 }, zeroDbm0 * 10 ** (-21 / 20)), all);
});

test("ten keys at 40 ms on and 40 ms off are ten; a dropout of 10 ms does not make two of one", () => {
  const keys = [1, 1, 5, 5, 5, 9, 0, 10, 11, 11];
  const fast = new Int16Array(800 + keys.length * 640);
  keys.forEach((code, index) => press(fast, 333 + index * 640, { code, ms: 40 }));
  assert.deepEqual(listen(fast).downs, keys);
  const broken = new Int16Array(2400);
  press(broken, 400, { code: 7, ms: 100 });
  broken.fill(0, 800, 880);
  assert.deepEqual(listen(broken).downs, [7]);
});

test("a key's length is told within 10 ms", () => {
  for (const ms of [50, 100, 250]) {
    const sound = new Int16Array(4000);
    press(sound, 500, { code: 3, ms });
    const [told = 0] = listen(sound).durations;
    assert.ok(Math.abs(told - ms) <= 10, `${ms}: ${told}`);
  }
});

test("less than 20 ms of a tone go by before it is suspected", () => {
  for (const code of everyCode) {
    for (let place = 0; place < 160; place += 20) {
      const sound = new Int16Array(1600);
      press(sound, 320 + place, { code, ms: 60 });
      let sounded = 0;
      const detector = new ToneDetector({ keyDown: () => {}, keyUp: () => {} });
      for (let at = 0; at < sound.length; at += 160) {
        const packet = sound.subarray(at, at + 160);
        detector.push(packet, 160);
        if (!detector.suspects) sounded += packet.filter((sample) => sample !== 0).length;
      }
      assert.ok(sounded < 20 * 8, `${sounded / 8} ms of key ${code}`);
    }
  }
});

test("talk-off: no key in ten minutes of speech and music at four speeds", () => {
  const files = readdirSync(prompts, { recursive: true, encoding: "utf8" }).filter((each) =>
    each.endsWith(".wav"),
  );
  let heardMs = 0;
  for (const file of files) {
    const bytes = readFileSync(join(prompts, file));
    const layout = readWavLayout(bytes);
    assert.ok(layout);
    const samples = new Int16Array(layout.dataLength);
    decodeALaw(bytes.subarray(layout.dataStart, layout.dataStart + layout.dataLength), samples);
    for (const speed of [0.8, 0.9, 1, 1.15]) {
      const other = Int16Array.from(
        { length: samples.length / speed },
        (_, i) => samples[Math.floor(i * speed)] as number,
      );
      const { downs, suspected } = listen(other);
      assert.deepEqual(downs, [], `${file} at ${speed}`);
      // What is suspected is silenced: a packet in a minute of speech is not noticed.
      assert.ok(suspected <= 1 + other.length / 8000 / 60, `${file} at ${speed}: ${suspected}`);
      heardMs += other.length / 8;
    }
  }
  assert.ok(heardMs >= 600_000, `${heardMs}`);
});
