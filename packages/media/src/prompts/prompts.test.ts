import assert from "node:assert/strict";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decodeToLinear, silenceByte } from "../codecs/index.ts";
import { ClipStore } from "./clip-store.ts";
import { clipFromWav } from "./clip.ts";
import type { Clip } from "./clip.ts";
import { createPlayback, fillFrame } from "./playback.ts";
import { temporaryFolder } from "../relay/testing/temporary-folder.ts";

function wav(formatTag: number, bits: number, data: Uint8Array, channels = 1): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(formatTag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt16LE((bits / 8) * channels, 32);
  header.writeUInt16LE(bits, 34);
  header.write("data", 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const clipOf = (bytes: Uint8Array): Clip => {
  const clip = clipFromWav(bytes);
  assert.ok(clip.ok);
  return clip.value;
};

test("a clip sounds the same in both codecs, whatever its file holds", () => {
  const samples = Int16Array.from({ length: 400 }, (_, i) => Math.round(9000 * Math.sin(i / 5)));
  const linear = clipOf(wav(1, 16, new Uint8Array(samples.buffer)));
  const fromALaw = clipOf(wav(6, 8, linear.PCMA));
  const fromMuLaw = clipOf(wav(7, 8, linear.PCMU));
  for (const clip of [linear, fromALaw, fromMuLaw]) {
    for (const codec of ["PCMA", "PCMU"] as const) {
      const heard = decodeToLinear(clip[codec], codec);
      assert.equal(heard.length, samples.length);
      heard.forEach((sample, i) => assert.ok(Math.abs(sample - (samples[i] as number)) < 600));
    }
  }
});

test("stereo, other widths and no WAV at all are refused", () => {
  for (const bytes of [wav(6, 8, new Uint8Array(4), 2), wav(1, 8, new Uint8Array(4)), new Uint8Array(3)]) {
    assert.equal(clipFromWav(bytes).ok, false);
  }
});

test("a file is read once, again when it has changed, and the least used goes first", async () => {
  const folder = temporaryFolder();
  const [a, b, c] = ["a", "b", "c"].map((name) => join(folder, `${name}.wav`)) as [string, string, string];
  for (const path of [a, b, c]) writeFileSync(path, wav(6, 8, new Uint8Array(100).fill(1)));
  const store = new ClipStore(450);
  const load = async (path: string): Promise<Clip> => {
    const clip = await store.load(path);
    assert.ok(clip.ok);
    return clip.value;
  };
  const first = await load(a);
  assert.equal(await load(a), first);
  const second = await load(b);
  await load(a);
  await load(c);
  assert.equal(await load(a), first, "used lately");
  assert.notEqual(await load(b), second, "gone for want of room");
  writeFileSync(a, wav(6, 8, new Uint8Array(100).fill(2)));
  utimesSync(a, 1, 1);
  assert.equal((await load(a)).PCMA[0], 2);
  assert.equal((await store.load(join(folder, "missing.wav"))).ok, false);
});

const numbered = (...bytes: number[]): Clip => {
  const sound = new Uint8Array(new SharedArrayBuffer(bytes.length));
  sound.set(bytes);
  return { PCMA: sound, PCMU: sound };
};

test("clips follow each other without a gap; the last frame is filled up with silence", () => {
  const clips = [numbered(1, 2, 3), numbered(), numbered(4, 5)];
  const playback = createPlayback({ playbackId: "p", clips, loop: false, stopOnDigit: false });
  const bytes = new Uint8Array(6);
  assert.equal(fillFrame(playback, "PCMA", bytes, 2, 4), true);
  assert.deepEqual([...bytes], [0, 0, 1, 2, 3, 4]);
  assert.equal(fillFrame(playback, "PCMA", bytes, 2, 4), true);
  assert.deepEqual([...bytes.subarray(2)], [5, silenceByte.PCMA, silenceByte.PCMA, silenceByte.PCMA]);
  assert.equal(fillFrame(playback, "PCMA", bytes, 2, 4), false);
});

test("a loop begins again in mid-frame; a loop of nothing ends", () => {
  const bytes = new Uint8Array(5);
  const looped = createPlayback({
    playbackId: "p",
    clips: [numbered(1, 2, 3)],
    loop: true,
    stopOnDigit: false,
  });
  fillFrame(looped, "PCMU", bytes, 0, 5);
  assert.deepEqual([...bytes], [1, 2, 3, 1, 2]);
  const empty = createPlayback({ playbackId: "p", clips: [numbered()], loop: true, stopOnDigit: false });
  assert.equal(fillFrame(empty, "PCMU", bytes, 0, 5), false);
});
