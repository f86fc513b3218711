import assert from "node:assert/strict";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createDecoder, decodeToLinear, loadOpus, silenceByte } from "../codecs/index.ts";
import { ClipStore } from "./clip-store.ts";
import { clipFromWav } from "./clip.ts";
import type { Clip, FramedSound } from "./clip.ts";
import { copyEncodedFrame, createPlayback, fillFrame } from "./playback.ts";
import type { Playback } from "./playback.ts";
import { toneShare } from "../relay/testing/goertzel.ts";
import { temporaryFolder } from "../relay/testing/temporary-folder.ts";

function wav(formatTag: number, bits: number, data: Uint8Array, channels = 1, rateHz = 8000): Buffer {
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(formatTag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt16LE((bits / 8) * channels, 32);
  header.writeUInt16LE(bits, 34);
  header.write("data", 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const clipOf = (bytes: Uint8Array): Clip => {
  const clip = clipFromWav(bytes);
  assert.ok(clip.ok);
  return clip.value.clip;
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

test("a tone is made by its name, once, and encoded as files are", async () => {
  const store = new ClipStore();
  store.use("G722");
  const [first, second] = [await store.load("tone:US/busy"), await store.load("tone:US/busy")];
  assert.ok(first.ok && second.ok);
  assert.equal(first.value, second.value);
  assert.equal(first.value.PCMA.length, 40_000);
  for (const hz of [480, 620]) {
    assert.ok(toneShare(decodeToLinear(first.value.PCMA.subarray(0, 4000), "PCMA"), hz) > 0.4);
  }
  assert.equal(first.value.framed.G722?.bytes.length, 40_000);
  assert.equal((await store.load("tone:US/nothing")).ok, false);
});

const numbered = (...bytes: number[]): Clip => {
  const sound = new Uint8Array(new SharedArrayBuffer(bytes.length));
  sound.set(bytes);
  return { PCMA: sound, PCMU: sound, framed: {} };
};

const count = (first: number, length: number) => Array.from({ length }, (_, i) => (first + i) & 0xff);

test("clips follow each other without a gap; the last frame is filled up with silence", () => {
  const clips = [numbered(...count(1, 100)), numbered(), numbered(...count(101, 65))];
  const playback = createPlayback({ playbackId: "p", clips, loop: false, stopOnDigit: false });
  const bytes = new Uint8Array(162);
  assert.equal(fillFrame(playback, "PCMA", bytes, 2), true);
  assert.deepEqual([...bytes], [0, 0, ...count(1, 160)]);
  assert.equal(fillFrame(playback, "PCMA", bytes, 2), true);
  assert.deepEqual([...bytes.subarray(2)], [...count(161, 5), ...new Uint8Array(155).fill(silenceByte.PCMA)]);
  assert.equal(fillFrame(playback, "PCMA", bytes, 2), false);
});

test("a loop begins again in mid-frame; a loop of nothing ends", () => {
  const bytes = new Uint8Array(160);
  const looped = createPlayback({
    playbackId: "p",
    clips: [numbered(...count(1, 100))],
    loop: true,
    stopOnDigit: false,
  });
  fillFrame(looped, "PCMU", bytes, 0);
  assert.deepEqual([...bytes], [...count(1, 100), ...count(1, 60)]);
  const empty = createPlayback({ playbackId: "p", clips: [numbered()], loop: true, stopOnDigit: false });
  assert.equal(fillFrame(empty, "PCMU", bytes, 0), false);
});

for (const rateHz of [8000, 16_000, 48_000] as const) {
  test(`a file at ${rateHz} Hz is encoded for a codec once somebody has agreed to it, and played to its end`, async () => {
    const samples = Int16Array.from({ length: rateHz / 2 - 100 }, (_, i) =>
      Math.round(9000 * Math.sin((2 * Math.PI * 1000 * i) / rateHz)),
    );
    const path = join(temporaryFolder(), "tone.wav");
    writeFileSync(path, wav(1, 16, new Uint8Array(samples.buffer), 1, rateHz));
    await loadOpus();
    const store = new ClipStore();
    const before = await store.load(path);
    assert.ok(before.ok && Object.keys(before.value.framed).length === 0);
    for (const codec of ["G722", "opus", "L16"] as const) {
      store.use(codec);
      const loaded = await store.load(path);
      assert.ok(loaded.ok);
      const sound = loaded.value.framed[codec] as FramedSound;
      while (Atomics.load(sound.ready, 0) < 25) await new Promise(setImmediate);
      const order = { playbackId: "p", clips: [loaded.value], loop: false, stopOnDigit: false };
      const heard = heardIn(createPlayback(order), codec);
      assert.equal(heard.length, 25 * 320);
      assert.ok(toneShare(heard.subarray(1600, 7200), 1000, 16_000) > 0.97, codec);
    }
  });
}

function heardIn(playback: Playback, codec: "G722" | "opus" | "L16"): Int16Array {
  const decoder = createDecoder(codec);
  const bytes = new Uint8Array(700);
  const heard: number[] = [];
  const packet = new Int16Array(2000);
  for (let length = copyEncodedFrame(playback, codec, bytes, 0); length > 0;) {
    heard.push(...packet.subarray(0, decoder.decode(bytes, 0, length, packet)));
    length = copyEncodedFrame(playback, codec, bytes, 0);
  }
  decoder.close();
  return Int16Array.from(heard);
}
