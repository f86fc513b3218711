import assert from "node:assert/strict";
import { test } from "node:test";
import { measureSound, outOfStepMs, soundFindings, stepFindings, welcomeFindings } from "./sound-checks.ts";
import { pulsedToneWav } from "./tone.ts";

/** Six seconds of a pulsed tone that begins `delayMs` late. */
function voice(frequencyHz: number, delayMs: number): Int16Array {
  const wav = pulsedToneWav(frequencyHz, 6);
  return Int16Array.from({ length: 48_000 }, (_, n) =>
    n < 8 * delayMs ? 0 : wav.readInt16LE(44 + 2 * (n - 8 * delayMs)),
  );
}

const span = { fromMs: 400, toMs: 5600 };
const caller = voice(620, 300);
const agent = voice(1370, 550);
const names = { left: "left", right: "right" };
const ears = measureSound({ left: agent, right: caller }, { leftHz: 1370, rightHz: 620 }, span);
const measureRecording = (left: Int16Array, right: Int16Array) =>
  measureSound({ left, right }, { leftHz: 620, rightHz: 1370 }, span);

test("two voices in their places are as they must be", () => {
  const recording = measureRecording(caller, agent);
  assert.deepEqual(soundFindings(ears, names), []);
  assert.deepEqual(soundFindings(recording, names), []);
  assert.ok(Math.abs(recording.rightAfterLeftMs - 250) <= 10);
  assert.ok(outOfStepMs(recording, ears) <= 10);
  assert.deepEqual(stepFindings(outOfStepMs(recording, ears)), []);
});

test("silence, swapped channels and mixed channels are found", () => {
  const silence = new Int16Array(48_000);
  assert.deepEqual(soundFindings(measureRecording(caller, silence), names), [
    "right: 0 pulses, expected 3 at least",
  ]);
  assert.match(soundFindings(measureRecording(agent, caller), names).join(), /left: 0 .*right: 0 .*mixed/);
  const leaking = agent.map((sample, n) => (n < 24_000 ? sample : (caller[n] ?? 0)));
  assert.match(soundFindings(measureRecording(caller, leaking), names).join(), /mixed: \d stray/);
});

test("a tone that is not clean is found", () => {
  const hum = agent.map((sample, n) => sample + 2600 * Math.sin((2 * Math.PI * 2100 * n) / 8000));
  assert.match(
    soundFindings(measureRecording(caller, hum), names).join(),
    /right: the tone is (8\d|9[0-4]) %/,
  );
});

test("a channel that is late by four frames is out of step, either way", () => {
  for (const delayMs of [630, 470]) {
    const outOfStep = outOfStepMs(measureRecording(caller, voice(1370, delayMs)), ears);
    assert.ok(Math.abs(outOfStep - 80) <= 10, `${outOfStep}`);
    assert.match(stepFindings(outOfStep).join(), /out of step/);
  }
});

test("a caller who hears nothing at first has no welcome", () => {
  assert.deepEqual(welcomeFindings({ left: voice(620, 0), right: agent }), []);
  assert.match(welcomeFindings({ left: voice(620, 1000), right: agent }).join(), /no welcome/);
});
