import assert from "node:assert/strict";
import { appendFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { MediaEvent } from "../protocol/index.ts";
import { createRecordingOutput } from "../recording-file/index.ts";
import { nativeSealers, RecordingFiles, ringFrames, SoundRing } from "../recording-thread/index.ts";
import type { RecordingTerms } from "../recording-thread/index.ts";
import { Recording } from "./recording.ts";
import { openTestRecording, recordingTerms } from "./testing/recording-seal.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const frameSamples = 160;
const silence = 0xd5;

type Finished = MediaEvent & { kind: "recording-finished" };
/** A recording and the files of its thread, which writes when the test says so. */
type Begun = { path: string; recording: Recording; files: RecordingFiles; finish(nowMs: number): Finished };

function begin(nowMs: number, createOutput = createRecordingOutput): Begun {
  const path = join(temporaryFolder(), "r.trec");
  return open({ ...recordingTerms, recordingId: "r", path }, { startMs: nowMs, nowMs }, createOutput);
}

/** The next process, with the same file. */
function resume(path: string, times: { startMs: number; nowMs: number }, recordingId = "r"): Begun {
  return open({ ...recordingTerms, recordingId, path, continues: true }, times, createRecordingOutput);
}

function open(
  terms: RecordingTerms,
  { startMs, nowMs }: { startMs: number; nowMs: number },
  createOutput: typeof createRecordingOutput,
): Begun {
  const events: MediaEvent[] = [];
  const files = new RecordingFiles({
    clock: { now: () => 0 },
    emit: (event) => void events.push(event),
    createSealer: nativeSealers(),
    createOutput,
  });
  const { take } = files.ofRelay();
  const recording = new Recording(terms, { number: 3, ring: new SoundRing() }, take, startMs, nowMs);
  const finish = (endMs: number): Finished => {
    recording.finish(endMs);
    const [event, ...more] = events;
    assert.deepEqual(more, []);
    assert.equal(event?.kind, "recording-finished");
    assert.equal(recording.taken.ring.state, "free");
    return event;
  };
  return { path: terms.path, recording, files, finish };
}

function flush({ recording, files }: Begun, nowMs: number): void {
  recording.handOverDue(nowMs);
  files.writeReady();
}

async function channelsOf(path: string): Promise<[left: Uint8Array, right: Uint8Array]> {
  const frames = (await openTestRecording(path)).wav.subarray(58);
  return [frames.filter((_, i) => i % 2 === 0), frames.filter((_, i) => i % 2 === 1)];
}

const bytes = new Uint8Array(12 + frameSamples);

/** A packet whose samples all are `value`. */
function say(
  recording: Recording,
  atMs: number,
  sound: { timestamp: number; value: number; channel?: 0 | 1; ssrc?: number },
): void {
  bytes.fill(sound.value, 12);
  const { timestamp, channel = 0, ssrc = 5 } = sound;
  const packet = { ssrc, timestamp: timestamp >>> 0, payloadStart: 12, payloadEnd: 12 + frameSamples };
  recording.write(channel, packet, bytes, undefined, atMs);
}

test("packets find their place over many turns of the ring, and are on disk within 0.9 s", async () => {
  const begun = begin(1000);
  const { path, recording } = begun;
  const [lost, swapped, frames] = [37, 50, 600];
  const write = (index: number, atMs: number): void =>
    say(recording, atMs, { timestamp: index * frameSamples, value: index & 0x7f });
  for (let i = 0; i < frames; i++) {
    const atMs = 1000 + (i + 1) * 20;
    if (i !== lost && i !== swapped) write(i, atMs);
    if (i === swapped + 1) write(swapped, atMs);
    flush(begun, atMs);
    if (i % 7 === 0) assert.ok(statSync(path).size >= 16 * (atMs - 1000 - 900), `on disk at ${atMs}`);
  }
  const finished = begun.finish(1000 + frames * 20);
  assert.deepEqual([finished.durationMs, finished.failure], [frames * 20, undefined]);
  assert.equal(finished.bytes, statSync(path).size);
  const [left, right] = await channelsOf(path);
  assert.ok(right.every((byte) => byte === silence));
  for (let i = 0; i < frames; i++) {
    const expected = i === lost ? silence : i & 0x7f;
    const frame = left.subarray(i * frameSamples, (i + 1) * frameSamples);
    assert.ok(
      frame.every((byte) => byte === expected),
      `frame ${i}`,
    );
  }
});

test("packets from anywhere on the time line, and a stall longer than the ring, do no harm", async () => {
  const begun = begin(0);
  const { path, recording } = begun;
  say(recording, 5, { timestamp: 0, value: 9, channel: 1 });
  say(recording, 60_000, { timestamp: 4_000_000_000, value: 9, channel: 1 });
  begun.files.writeReady();
  say(recording, 60_000, { timestamp: 4_000_000_000, value: 9, channel: 1 });
  say(recording, 60_020, { timestamp: 3_999_000_000, value: 9, channel: 1 });
  assert.deepEqual([begun.finish(60_020).durationMs, recording.failure], [60_020, undefined]);
  const [, right] = await channelsOf(path);
  assert.equal(right.filter((byte) => byte === 9).length, 40 + 320);
});

test("a phone that stops sending while it is silent leaves silence of that length", async () => {
  const begun = begin(0);
  const { path, recording } = begun;
  const stop = { from: 50, to: 250 };
  for (let i = 0; i < 300; i++) {
    const atMs = (i + 1) * 20;
    if (i < stop.from || i >= stop.to) say(recording, atMs, { timestamp: i * frameSamples, value: 3 });
    flush(begun, atMs);
  }
  begun.finish(6000);
  const [left] = await channelsOf(path);
  const gap = left.subarray(stop.from * frameSamples, stop.to * frameSamples);
  assert.ok(gap.every((byte) => byte === silence));
  assert.equal(left.filter((byte) => byte === 3).length, 100 * frameSamples);
});

test("nothing of a pause is in the file, not even what comes late, and the gap is marked", async () => {
  const begun = begin(0);
  const { path, recording } = begun;
  const secret = 7;
  for (let i = 0; i < 200; i++) {
    const atMs = (i + 1) * 20;
    if (i === 50) recording.pause(atMs - 20);
    if (i === 50) recording.pause(atMs - 20);
    if (i === 100) recording.resume(atMs - 20);
    const isSecret = i >= 50 && i < 100;
    // The last packets of the pause come after its end.
    if (i < 97 || i >= 100)
      say(recording, atMs, { timestamp: i * frameSamples, value: isSecret ? secret : 1 });
    if (i === 101) say(recording, atMs, { timestamp: 98 * frameSamples, value: secret });
    flush(begun, atMs);
  }
  assert.equal(begun.finish(4000).durationMs, 4000);
  const [left] = await channelsOf(path);
  assert.equal(left.indexOf(secret), -1);
  assert.ok(left.subarray(50 * frameSamples, 100 * frameSamples).every((byte) => byte === silence));
  assert.equal(left.filter((byte) => byte === 1).length, 150 * frameSamples);
  const { trailer } = await openTestRecording(path);
  assert.deepEqual(trailer?.markers, [
    { atMs: 1000, kind: "paused", party: null },
    { atMs: 2000, kind: "resumed", party: null },
  ]);
});

for (const half of [0, 4000]) {
  test(`a disk that is full after ${half} bytes of a chunk leaves a file that plays until then`, async () => {
    let room = 58 + 3 * 8016 + half + 200;
    const begun = begin(0, (file) => {
      const output = createRecordingOutput(file);
      const append = (part: Uint8Array): void => {
        const taken = part.subarray(0, Math.min(part.length, room));
        output.append(taken);
        room -= taken.length;
        if (taken.length < part.length) throw new Error("ENOSPC: no space left on device, write");
      };
      return { ...output, append };
    });
    const { path, recording } = begun;
    let failedAtMs = 0;
    for (let i = 0; i < 200; i++) {
      const atMs = (i + 1) * 20;
      say(recording, atMs, { timestamp: i * frameSamples, value: 4 });
      flush(begun, atMs);
      if (recording.hasFailedFile && failedAtMs === 0) failedAtMs = atMs;
    }
    const finished = begun.finish(4000);
    assert.match(finished.failure ?? "", /ENOSPC/);
    assert.ok(failedAtMs > 0 && failedAtMs <= 2400, `failed at ${failedAtMs}`);
    const { wav, trailer } = await openTestRecording(path);
    assert.equal(finished.durationMs, 1500);
    assert.equal(trailer?.sha256 ?? null, finished.sha256);
    assert.deepEqual(
      wav.subarray(58),
      Buffer.from(Array.from({ length: 24_000 }, (_, i) => (i % 2 === 0 ? 4 : silence))),
    );
  });
}

test("a disk that hangs costs the sound after the ring is full, is told then, and what was said before is kept", async () => {
  const begun = begin(0);
  const { path, recording } = begun;
  let toldAtMs = 0;
  for (let i = 0; i < 500; i++) {
    const atMs = (i + 1) * 20;
    say(recording, atMs, { timestamp: i * frameSamples, value: 4 });
    recording.handOverDue(atMs);
    if (recording.failure !== undefined && toldAtMs === 0) toldAtMs = atMs;
  }
  assert.equal(toldAtMs, ringFrames / 8 + 20);
  const keptMs = recording.readyMs;
  assert.ok(keptMs >= toldAtMs - 1000, `kept ${keptMs} ms`);
  const finished = begun.finish(10_000);
  assert.match(finished.failure ?? "", /too slow/);
  assert.equal(finished.durationMs, keptMs);
  const [left] = await channelsOf(path);
  assert.deepEqual([left.length, left.every((byte) => byte === 4)], [keptMs * 8, true]);
});

test("a disk that hangs for less than the ring costs nothing", async () => {
  const begun = begin(0);
  for (let i = 0; i < 1000; i++) {
    const atMs = (i + 1) * 20;
    say(begun.recording, atMs, { timestamp: i * frameSamples, value: 4 });
    begun.recording.handOverDue(atMs);
    if (atMs % 5000 === 0) begun.files.writeReady();
  }
  const finished = begun.finish(20_000);
  assert.deepEqual([finished.failure, finished.durationMs], [undefined, 20_000]);
  const [left] = await channelsOf(begun.path);
  assert.ok(left.every((byte) => byte === 4));
});

test("a file that cannot be made is told, and its ring is free again", () => {
  const begun = begin(0, () => {
    throw new Error("EACCES: permission denied");
  });
  assert.equal(begun.recording.hasFailedFile, true);
  say(begun.recording, 20, { timestamp: 0, value: 4 });
  const finished = begun.finish(1000);
  assert.deepEqual([finished.bytes, finished.sha256, finished.durationMs], [0, null, 0]);
  assert.match(finished.failure ?? "", /EACCES/);
});

test("what a relay that died has handed over is kept, in a file that another goes on with", async () => {
  const path = join(temporaryFolder(), "r.trec");
  const events: MediaEvent[] = [];
  const files = new RecordingFiles({ clock: { now: () => 0 }, emit: (event) => void events.push(event) });
  const relay = files.ofRelay();
  const terms = { ...recordingTerms, recordingId: "r", path };
  const recording = new Recording(terms, { number: 0, ring: new SoundRing() }, relay.take, 0);
  recording.markParty("left", "leg:a", 0);
  for (let i = 0; i < 100; i++) say(recording, (i + 1) * 20, { timestamp: i * frameSamples, value: 6 });
  recording.handOverDue(2000);
  relay.leave();
  assert.equal(files.size, 0);
  assert.deepEqual(events, [{ kind: "recording-interrupted", recordingId: "r", at: 0 }]);
  const { trailer, wav } = await openTestRecording(path);
  assert.deepEqual([trailer, wav.length], [undefined, 58 + 1500 * 16]);
  const resumed = resume(path, { startMs: 0, nowMs: 2500 });
  say(resumed.recording, 2600, { timestamp: 0, value: 7 });
  assert.deepEqual([resumed.finish(2600).durationMs, resumed.recording.failure], [3000, undefined]);
  const [left] = await channelsOf(path);
  assert.ok(left.subarray(0, 1500 * 8).every((byte) => byte === 6));
  assert.equal(left.indexOf(7), 2580 * 8);
});

test("the file of a killed process is gone on with in its place in time, with silence between", async () => {
  const begun = begin(1000);
  const { path } = begun;
  for (let i = 0; i < 60; i++) {
    say(begun.recording, 1000 + (i + 1) * 20, { timestamp: i * frameSamples, value: 1 });
    flush(begun, 1000 + (i + 1) * 20);
  }
  // Killed after 1.2 s: half a second is in the file. The next process has another clock for its turns.
  const resumed = resume(path, { startMs: 44_000, nowMs: 50_000 });
  for (let i = 0; i < 105; i++) {
    const atMs = 50_000 + (i + 1) * 20;
    say(resumed.recording, atMs, { timestamp: 7777 + i * frameSamples, value: 2, ssrc: 6 });
    flush(resumed, atMs);
  }
  const finished = resumed.finish(50_000 + 105 * 20);
  // It ends with a whole half second, and without a trailer.
  assert.deepEqual([finished.durationMs, finished.sha256, finished.failure], [8500, null, undefined]);
  assert.equal(finished.bytes, statSync(path).size);
  const [left] = await channelsOf(path);
  const heard = (value: number) => left.filter((byte) => byte === value).length;
  assert.deepEqual([heard(1), heard(2)], [4000, 105 * frameSamples]);
  assert.deepEqual([left.indexOf(2), left.lastIndexOf(2)], [6 * 8000, 6 * 8000 + 105 * frameSamples - 1]);
});

test("a file that is another's, or does not end with a whole chunk, is not gone on with", () => {
  const { path } = begin(0);
  const failure = (place = path, recordingId = "r") => {
    const resumed = resume(place, { startMs: 0, nowMs: 0 }, recordingId);
    return resumed.recording.hasFailedFile ? resumed.finish(20).failure : undefined;
  };
  assert.equal(failure(), undefined);
  assert.match(failure(path, "s") ?? "", /cannot be gone on with/);
  assert.match(failure(`${path}.gone`) ?? "", /ENOENT/);
  // What was sealed under a number and is on disk in part must not be sealed again as something else.
  appendFileSync(path, "x");
  assert.match(failure() ?? "", /cannot be gone on with/);
});
