import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { levelDbfs, peak, tone } from "../../tests/support/tone.ts";
import { channel, durationMs, readWav } from "../../tests/support/wav.ts";
import { levelled, musicLevelDbfs, speechLevelDbfs } from "./loudness.ts";
import { musicFile, promptFile, promptsDir, readPromptTexts, ringTestFile } from "./prompt-texts.ts";

const texts = readPromptTexts();
const languages = Object.keys(texts.languages);

function assertTelephoneFile(file: string, levelWanted: number): void {
  const wav = readWav(file);
  assert.deepEqual([wav.format, wav.sampleRateHz, wav.channels.length], ["alaw", 8000, 1], file);
  const level = levelDbfs(channel(wav));
  assert.ok(Math.abs(level - levelWanted) < 0.5, `${file} is at ${level.toFixed(1)} dBFS`);
  assert.ok(peak(channel(wav)) < 32_000, `${file} clips`);
}

for (const language of languages) {
  test(`every prompt is spoken in ${language}, by itself: one file a text, one text a file`, () => {
    const names = Object.keys(texts.prompts);
    const files = readdirSync(path.join(promptsDir, language));
    assert.deepEqual(files.toSorted(), names.map((name) => `${name}.wav`).toSorted());
    for (const name of names) {
      assert.ok((texts.prompts[name]?.[language] ?? "") !== "", `${name} has no text`);
      assertTelephoneFile(promptFile(language, name), speechLevelDbfs);
      const ms = durationMs(readWav(promptFile(language, name)));
      // Numbers, and what stands around them, are parts of a sentence.
      const shortestMs = /^number-|-(before|after)$/.test(name) ? 150 : 1000;
      assert.ok(ms > shortestMs && ms < 12_000, `${name} lasts ${ms} ms`);
    }
  });
}

test("the test call speaks every language", () => {
  assertTelephoneFile(ringTestFile, speechLevelDbfs);
  assert.ok(durationMs(readWav(ringTestFile)) > 8000);
});

test("music on hold lasts half a minute, never stops sounding, and loops without a click", () => {
  assertTelephoneFile(musicFile, musicLevelDbfs);
  const wav = readWav(musicFile);
  const samples = channel(wav);
  assert.ok(durationMs(wav) >= 24_000 && durationMs(wav) <= 30_000);
  for (let at = 0; at + 8000 <= samples.length; at += 8000)
    assert.ok(levelDbfs(samples.subarray(at, at + 8000)) > musicLevelDbfs - 8, `quiet at ${at / 8000} s`);
  // The step across the seam is one of the steps the piece is full of.
  const step = (a: number, b: number): number => Math.abs((samples.at(a) ?? 0) - (samples.at(b) ?? 0));
  const greatest = samples.reduce((most, _, n) => (n === 0 ? 0 : Math.max(most, step(n, n - 1))), 0);
  assert.ok(step(0, -1) < greatest / 2, `${step(0, -1)} at the seam, ${greatest} at most`);
});

test("levelling reaches the level asked for, and bends peaks instead of cutting them", () => {
  const quiet = tone({ frequencyHz: 500, durationMs: 500, amplitude: 0.01 });
  assert.ok(Math.abs(levelDbfs(levelled(quiet, -19)) - -19) < 0.1);
  // A few loud peaks in a quiet tone: the level asked for would put them far above full scale.
  const spiky = quiet.map((sample, n) => (n % 997 === 0 ? 30_000 : sample));
  assert.ok(peak(levelled(spiky, -12)) < 29_100);
});

test("all sound files together stay below 4 MB", () => {
  const files = [
    musicFile,
    ringTestFile,
    ...languages.flatMap((language) => Object.keys(texts.prompts).map((name) => promptFile(language, name))),
  ];
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  assert.ok(bytes < 4_000_000, `${bytes} bytes`);
});
