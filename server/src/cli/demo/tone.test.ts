import assert from "node:assert/strict";
import { test } from "node:test";
import { cut, levelOf, measurePulses, phaseDifferenceMs, pulsedToneWav, readRecording } from "./tone.ts";

const headerBytes = 44;
/** The samples of a pulsed tone, `delayMs` late. */
function pulses(frequencyHz: number, seconds: number, delayMs = 0): Int16Array {
  const wav = pulsedToneWav(frequencyHz, seconds);
  const samples = new Int16Array(8 * delayMs + (wav.length - headerBytes) / 2);
  for (let n = 8 * delayMs; n < samples.length; n++)
    samples[n] = wav.readInt16LE(headerBytes + 2 * (n - 8 * delayMs));
  return samples;
}

test("pulses are counted, are pure, and tell when they begin", () => {
  const { count, share, phaseMs } = measurePulses(pulses(620, 5, 330), 620);
  assert.equal(count, 5);
  assert.ok(share > 0.99);
  assert.ok(Math.abs(phaseMs - 330) <= 10, `${phaseMs}`);
  assert.equal(measurePulses(pulses(620, 5), 1370).count, 0);
  assert.deepEqual(measurePulses(new Int16Array(8000), 620), { count: 0, share: 0, phaseMs: 0 });
});

test("phases are averaged and compared on a circle", () => {
  // Begins at 990 ms: measured on both sides of the turn of the period.
  const { phaseMs } = measurePulses(pulses(620, 5, 990), 620);
  assert.ok(Math.abs(phaseDifferenceMs(990, phaseMs)) <= 10, `${phaseMs}`);
  assert.equal(phaseDifferenceMs(950, 50), 100);
  assert.equal(phaseDifferenceMs(50, 950), -100);
  assert.equal(phaseDifferenceMs(-100, 100), 200);
});

test("a tone drowned in noise is no pulse", () => {
  const samples = pulses(620, 3).map((sample, n) => sample / 8 + (((n * 7919) % 8001) - 4000));
  assert.equal(measurePulses(samples, 620).count, 0);
});

test("a recording's channels are decoded apart; other files are refused", () => {
  // ITU-T G.711 table 1a: 0xD5 is the smallest positive value, 0xAA the greatest, 0x2A the least.
  const data = Buffer.from([0xd5, 0x55, 0xaa, 0x2a]);
  const header = Buffer.alloc(58);
  header.write("RIFF", 0, "latin1");
  header.write("WAVEfmt ", 8, "latin1");
  header.writeUInt16LE(6, 20);
  header.writeUInt16LE(2, 22);
  header.writeUInt32LE(8000, 24);
  header.write("fact", 38, "latin1");
  header.write("data", 50, "latin1");
  const sound = readRecording(Buffer.concat([header, data]));
  assert.deepEqual([...(sound?.left ?? [])], [8, 32_256]);
  assert.deepEqual([...(sound?.right ?? [])], [-8, -32_256]);
  assert.equal(readRecording(pulsedToneWav(620, 1)), undefined);
  assert.equal(
    readRecording(Buffer.from("not a recording, just a line of text about one of them")),
    undefined,
  );
});

test("cutting stays within the sound, and levels are root mean squares", () => {
  const samples = Int16Array.from({ length: 80 }, (_, n) => (n < 40 ? 300 : -400));
  assert.equal(cut(samples, -5, 5).length, 40);
  assert.equal(levelOf(cut(samples, 0, 5)), 300);
  assert.equal(levelOf(cut(samples, 5, 99)), 400);
  assert.equal(levelOf(cut(samples, 20, 30)), 0);
});
