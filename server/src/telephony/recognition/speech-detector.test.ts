import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { preparePrompt } from "@tandem/media/prompt-sound";
import { SpeechDetector } from "./speech-detector.ts";

const rateHz = 16_000;
const frameSamples = 320;
const limits = { pauseMs: 800, longestMs: 15_000 };

/** Noise of a line, always the same. */
function noiseOf(dbfs: number, count: number): Float64Array {
  let seed = 1;
  const amplitude = 10 ** (dbfs / 20) * Math.sqrt(12);
  return Float64Array.from({ length: count }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return (seed / 2_147_483_647 - 0.5) * amplitude;
  });
}

async function speechOf(language: "en" | "zh-CN", dbfs: number): Promise<Float64Array> {
  const file = new URL(`../../../../prompts/${language}/goodbye.wav`, import.meta.url);
  const prepared = await preparePrompt(readFileSync(file));
  assert.ok(prepared.ok);
  const bytes = Buffer.from(prepared.value.wav).subarray(44);
  const samples = Float64Array.from(
    { length: bytes.length / 2 },
    (_, n) => bytes.readInt16LE(2 * n) / 32_768,
  );
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const gain = 10 ** (dbfs / 20) / Math.sqrt(power);
  return samples.map((sample) => sample * gain);
}

const secondsOf = (seconds: number) => new Float64Array(seconds * rateHz);
const joined = (...parts: readonly Float64Array[]) =>
  Float64Array.from(parts.flatMap((part) => Array.from(part)));

/** What is told, and after how many seconds. */
function heard(sound: Float64Array, noise: Float64Array, given = limits): [string, number][] {
  const detector = new SpeechDetector(given);
  const told: [string, number][] = [];
  for (let from = 0; from + frameSamples <= sound.length; from += frameSamples) {
    const frame = Buffer.alloc(2 * frameSamples);
    for (let n = 0; n < frameSamples; n++) {
      const sample = (sound[from + n] ?? 0) + (noise[from + n] ?? 0);
      frame.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 2 * n);
    }
    const event = detector.take(frame);
    if (event) told.push([event, (from + frameSamples) / rateHz]);
  }
  return told;
}

test("loud and soft speech, in quiet and in noise: noticed within half a second, and over after the pause", async () => {
  for (const language of ["en", "zh-CN"] as const)
    for (const level of [-18, -28, -36])
      for (const noise of [-75, -60, -48]) {
        const speech = await speechOf(language, level);
        const sound = joined(secondsOf(1.5), speech, secondsOf(2));
        const told = heard(sound, noiseOf(noise, sound.length));
        const about = `${language}, ${level} dBFS in noise of ${noise}: ${told.join("; ")}`;
        assert.deepEqual(
          told.map(([event]) => event),
          ["began", "ended"],
          about,
        );
        const [beganAt = 0, endedAt = 0] = told.map(([, at]) => at);
        const over = 1.5 + speech.length / rateHz;
        assert.ok(beganAt > 1.5 && beganAt < 2, about);
        assert.ok(endedAt > over + 0.3 && endedAt < over + 1.2, about);
      }
});

test("noise is no speech: quiet, loud from the beginning, or suddenly louder; nor are clicks and hum", () => {
  const count = 8 * rateHz;
  for (const level of [-90, -60, -45, -36])
    assert.deepEqual(heard(new Float64Array(count), noiseOf(level, count)), [], `noise of ${level} dBFS`);
  const clicks = new Float64Array(count);
  for (let at = 0; at < count; at += rateHz / 4) clicks.fill(0.5, at, at + 80);
  assert.deepEqual(heard(clicks, noiseOf(-60, count)), []);
  const hum = Float64Array.from(
    { length: count },
    (_, n) => 0.03 * Math.sin((2 * Math.PI * 50 * n) / rateHz),
  );
  assert.deepEqual(heard(hum, noiseOf(-65, count)), []);
});

test("who speaks before it was listened is noticed, who speaks on and on is cut off, and pauses within are borne", async () => {
  const speech = await speechOf("en", -20);
  const noise = noiseOf(-60, 40 * rateHz);
  const [[first, at] = ["", 9]] = heard(joined(speech, secondsOf(2)), noise);
  assert.ok(first === "began" && at < 0.6, `${first} at ${at}`);
  const on = joined(...Array.from({ length: 10 }, () => speech));
  const [, [, cutAt] = ["", 0]] = heard(on, noise, { pauseMs: 800, longestMs: 5000 });
  assert.ok(cutAt > 5 && cutAt < 5.6, `cut off at ${cutAt}`);
  const paused = joined(speech, secondsOf(0.7), speech, secondsOf(3));
  const [, [, endedAt] = ["", 0]] = heard(paused, noise, { pauseMs: 1500, longestMs: 15_000 });
  assert.ok(endedAt > 2 * (speech.length / rateHz) + 0.7, `over at ${endedAt}`);
});
