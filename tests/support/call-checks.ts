// What every journey asks of a finished call: that its record adds up, and that its recording is right.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { endpoints } from "@tandem/contract";
import type { CallDetail } from "@tandem/contract";
import type { ApiClient } from "./api-client.ts";
import { slice, toneLevelDbfs, tonePresentMs, toneShare } from "./tone.ts";
import { durationMs, parseWav } from "./wav.ts";
import type { Sound, WavFile } from "./wav.ts";

const prompts = path.join(import.meta.dirname, "../../prompts");

/** Times follow each other, and wait, talk and hold fit into the call. */
export function assertAddsUp(call: CallDetail): void {
  const [startedAt, endedAt] = [Date.parse(call.startedAt), Date.parse(call.endedAt)];
  assert.ok(startedAt <= endedAt);
  const flowMs = endedAt - startedAt - call.waitMs - call.talkMs - call.holdMs;
  assert.ok(flowMs >= 0, `wait, talk and hold are longer than the call by ${-flowMs} ms`);
  for (const leg of call.legs) {
    assert.ok(leg.endedAt !== null && Date.parse(leg.startedAt) <= Date.parse(leg.endedAt));
    assert.ok(Date.parse(leg.startedAt) >= startedAt);
  }
  if (call.answeredAt === null) assert.equal(call.talkMs, 0);
  const queued = call.timeline.filter((entry) => entry.type === "ContactQueued").length;
  const left = call.timeline.filter((entry) =>
    /^Contact(Answered|Abandoned|FlowedOut)$/.test(entry.type),
  ).length;
  assert.equal(queued, left, "everybody who was queued was answered, gave up or flowed out");
  const times = call.timeline.map((entry) => Date.parse(entry.at));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
}

/** The stereo sound of a call's only recording, fetched as the console does. */
export async function fetchRecording(client: ApiClient, call: CallDetail): Promise<WavFile> {
  assert.equal(call.recordings.length, 1);
  const recordingId = call.recordings[0]?.id ?? "";
  const response = await client.fetch(endpoints.getRecordingAudio, { params: { recordingId } });
  assert.equal(response.status, 200);
  const sound = parseWav(Buffer.from(await response.arrayBuffer()));
  assert.equal(sound.channels.length, 2);
  return sound;
}

/**
 * The caller's tone is left alone and the agent's right alone, in the first second of a recording that has both: a
 * single second may have gaps, as a browser bridges what a stalled machine delivers late with sound of its own.
 */
export function assertSides(sound: Sound, left: number, right: number): void {
  const atMs = steadySecond(sound, left, right);
  const presentMs = (side: number, frequencyHz: number) =>
    tonePresentAround(sound, { side, atMs, frequencyHz });
  assert.ok(presentMs(0, right) < 40, `${right} Hz is not left`);
  assert.ok(presentMs(1, left) < 40, `${left} Hz is not right`);
}

/** The middle, in ms, of the first second in which both tones are there. Throws when there is none. */
export function steadySecond(sound: Sound, left: number, right: number): number {
  for (let atMs = 500; atMs + 500 <= durationMs(sound); atMs += 250) {
    const presentMs = (side: number, frequencyHz: number) =>
      tonePresentAround(sound, { side, atMs, frequencyHz });
    if (presentMs(0, left) > 800 && presentMs(1, right) > 800) return atMs;
  }
  throw new Error(
    `no second of ${durationMs(sound).toFixed(0)} ms has ${left} Hz left and ${right} Hz right`,
  );
}

type Around = { readonly side: number; readonly atMs: number; readonly frequencyHz: number };

/** For how long a tone is in the second around a moment. */
function tonePresentAround(sound: Sound, { side, atMs, frequencyHz }: Around): number {
  return tonePresentMs(slice(sound, atMs - 500, atMs + 500, side), sound.sampleRateHz, frequencyHz);
}

/** One gap is marked in a call's recording: nothing is heard in it, and both sides are before and behind it. */
export function assertOneGap(call: CallDetail, sound: Sound, left: number, right: number): void {
  const segments = call.recordings[0]?.segments ?? [];
  const gaps = segments.filter(({ lost }) => lost);
  assert.equal(gaps.length, 1);
  const from = gaps[0]?.atMs ?? 0;
  const to = segments.find(({ atMs }) => atMs > from)?.atMs ?? 0;
  const inGapMs = tonePresentMs(slice(sound, from, to, 0), sound.sampleRateHz, left);
  assert.ok(inGapMs < 100, `${inGapMs} ms are heard in the gap`);
  for (const part of [cut(sound, 0, from), cut(sound, to, durationMs(sound))]) assertSides(part, left, right);
}

function cut(sound: Sound, fromMs: number, toMs: number): Sound {
  const channels = sound.channels.map((_, index) => slice(sound, fromMs, toMs, index));
  return { ...sound, channels };
}

/**
 * Whether in some second between two moments of a recording each side has the tones it should have, and of all others
 * nothing: a stalled machine tears holes into single seconds.
 */
export function hasSecondOf(
  sound: Sound,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  sides: readonly (readonly number[])[],
  all: readonly number[],
): boolean {
  for (let atMs = fromMs; atMs + 1000 <= toMs; atMs += 250) {
    const isSo = sides.every((tones, side) => {
      const part = slice(sound, atMs, atMs + 1000, side);
      return all.every((hz) => {
        const dbfs = toneLevelDbfs(part, sound.sampleRateHz, hz);
        return tones.includes(hz) ? dbfs > -32 : dbfs < -45;
      });
    });
    if (isSo) return true;
  }
  return false;
}

/** Whether a prompt's middle second is in what somebody heard, sample for sample alike. */
export function containsPrompt(heard: Sound, name: string): boolean {
  return containsSound(heard, parseWav(readFileSync(path.join(prompts, `${name}.wav`))));
}

/** The same of any sound at the same rate. */
export function containsSound(heard: Sound, sound: Sound): boolean {
  const middle = durationMs(sound) / 2;
  const wanted = slice(sound, middle - 250, middle + 250);
  const all = slice(heard, 0, durationMs(heard));
  for (let at = 0; at + wanted.length <= all.length; at++) {
    if (likeness(all, at, wanted) > 0.95) return true;
  }
  return false;
}

/** Normalised correlation; a coarse look at every 16th sample sorts out most places. */
function likeness(all: Int16Array, at: number, wanted: Int16Array): number {
  const coarse = correlation(all, at, wanted, 16);
  return coarse < 0.8 ? coarse : correlation(all, at, wanted, 1);
}

function correlation(all: Int16Array, at: number, wanted: Int16Array, step: number): number {
  let product = 0;
  let energyA = 0;
  let energyB = 0;
  for (let n = 0; n < wanted.length; n += step) {
    const a = all[at + n] as number;
    const b = wanted[n] as number;
    product += a * b;
    energyA += a * a;
    energyB += b * b;
  }
  return energyA === 0 ? 0 : product / Math.sqrt(energyA * energyB);
}

/** When a tone that was there falls silent for good, ms from the sound's start. */
export function toneEndMs(sound: Sound, side: number, frequencyHz: number): number {
  const windowMs = 20;
  let end = 0;
  for (let at = 0; at + windowMs <= durationMs(sound); at += 5) {
    const part = slice(sound, at, at + windowMs, side);
    if (toneShare(part, sound.sampleRateHz, frequencyHz) > 0.5) end = at + windowMs;
  }
  return end;
}
