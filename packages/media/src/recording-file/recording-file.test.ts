import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { err, ok } from "@tandem/kernel";
import { readWavLayout, recordingHeaderLength } from "../wav/index.ts";
import { temporaryFolder } from "../relay/testing/temporary-folder.ts";
import {
  chunkBytes,
  createRecordingOutput,
  openRecordingFile,
  RecordingReader,
  RecordingWriter,
  repairRecording,
  wavBytes,
  wavSize,
} from "./index.ts";
import type { RecordingSource } from "./index.ts";
import { footerBytes, sealedChunkBytes } from "./layout.ts";

const folder = temporaryFolder();
const dataKey = randomBytes(32);
const findDataKey = () => ok(dataKey);
let files = 0;

/** Sound in which each byte tells its place. */
function soundOf(bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 7 + (at >> 8)) & 0xff));
}

function newWriter(recordingId = "r", key: Uint8Array = dataKey): { path: string; writer: RecordingWriter } {
  const path = join(folder, `${files++}.trec`);
  const header = { recordingId, startedAt: 1_700_000_000_000, keyId: "k", wrappedKey: randomBytes(40) };
  return { path, writer: new RecordingWriter(createRecordingOutput(path), header, key) };
}

/** A finished recording of that many chunks and a rest of 1000 bytes. */
function written(chunks: number, recordingId?: string): { path: string; sound: Buffer; headerBytes: number } {
  const { path, writer } = newWriter(recordingId);
  const headerBytes = writer.bytes;
  const sound = soundOf(chunks * chunkBytes + 1000);
  for (let i = 0; i < chunks; i++) writer.appendChunk(sound.subarray(i * chunkBytes, (i + 1) * chunkBytes));
  writer.mark({ atMs: 0, kind: "left", party: "leg:a" });
  const finished = writer.finish(sound.subarray(chunks * chunkBytes));
  writer.close();
  assert.equal(finished.bytes, statSync(path).size);
  return { path, sound, headerBytes };
}

async function reading<T>(
  path: string,
  use: (reader: RecordingReader, source: RecordingSource) => Promise<T>,
): Promise<T> {
  const source = await openRecordingFile(path);
  assert.ok(source.ok);
  const reader = await RecordingReader.open(source.value, findDataKey);
  assert.ok(reader.ok, JSON.stringify(reader));
  try {
    return await use(reader.value, source.value);
  } finally {
    await source.value.close();
  }
}

async function bytesOf(reader: RecordingReader, first: number, last: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of wavBytes(reader, first, last)) parts.push(part);
  return Buffer.concat(parts);
}

/** Why a file is not what was written; "whole" when it is. */
async function faultOf(path: string): Promise<string> {
  const source = await openRecordingFile(path);
  assert.ok(source.ok);
  const reader = await RecordingReader.open(source.value, findDataKey);
  const verified = reader.ok ? await reader.value.verify() : reader;
  await source.value.close();
  return verified.ok ? "whole" : verified.error.kind;
}

test("what was written is read, as the WAV file it would be, from any place", async () => {
  const { path, sound } = written(40);
  await reading(path, async (reader) => {
    const whole = await bytesOf(reader, 0, wavSize(reader) - 1);
    assert.deepEqual(whole.subarray(recordingHeaderLength), sound);
    const layout = readWavLayout(whole);
    assert.deepEqual(
      [layout?.formatTag, layout?.channels, layout?.sampleRateHz, layout?.dataLength],
      [6, 2, 8000, sound.length],
    );
    const place = fc.integer({ min: 0, max: whole.length - 1 });
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        const [first, last] = [Math.min(one, other), Math.max(one, other)];
        assert.deepEqual(await bytesOf(reader, first, last), whole.subarray(first, last + 1));
      }),
      { numRuns: 60 },
    );
    assert.deepEqual(reader.trailer?.markers, [{ atMs: 0, kind: "left", party: "leg:a" }]);
    assert.equal(reader.header.startedAt, 1_700_000_000_000);
    assert.deepEqual(await reader.verify(), ok());
  });
});

test("nothing of the sound and of the key is on disk, only its owner reads it, and anybody can check the sum", async () => {
  const { path, sound } = written(2);
  const file = readFileSync(path);
  assert.equal(file.indexOf(sound.subarray(0, 16)), -1);
  assert.equal(file.indexOf(dataKey), -1);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await reading(path, async ({ trailer }) => {
    const end = file.length - footerBytes - file.readUInt32LE(file.length - footerBytes);
    assert.equal(createHash("sha256").update(file.subarray(0, end)).digest("hex"), trailer?.sha256);
  });
});

test("any changed byte is noticed", async () => {
  const { path } = written(3);
  const original = readFileSync(path);
  await fc.assert(
    fc.asyncProperty(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const changed = Buffer.from(original);
      changed[at] = (changed[at] as number) ^ change;
      // Three bytes of the footer mean nothing.
      const unused = at - (original.length - footerBytes);
      fc.pre(unused < 5 || unused > 7);
      writeFileSync(path, changed);
      const fault = await faultOf(path);
      // A file without the mark of its end is one that runs still: its recording's record knows better.
      const isEndMark = unused >= 0;
      assert.ok(fault !== "whole" || isEndMark, `byte ${at}`);
    }),
    { numRuns: 150 },
  );
});

test("chunks that change places, come from another recording, are taken out or cut off are noticed", async () => {
  const { path, headerBytes } = written(4);
  const original = readFileSync(path);
  const chunk = (index: number) =>
    original.subarray(headerBytes + index * sealedChunkBytes, headerBytes + (index + 1) * sealedChunkBytes);
  const rest = original.subarray(headerBytes + 4 * sealedChunkBytes);
  const foreign = readFileSync(written(4, "s").path).subarray(headerBytes, headerBytes + sealedChunkBytes);
  const head = original.subarray(0, headerBytes);
  const faults: [string, Buffer[]][] = [
    ["swapped", [head, chunk(1), chunk(0), chunk(2), chunk(3), rest]],
    ["of another recording", [head, foreign, chunk(1), chunk(2), chunk(3), rest]],
    ["taken out", [head, chunk(0), chunk(1), chunk(2), rest]],
    ["doubled", [head, chunk(0), chunk(1), chunk(2), chunk(3), chunk(3), rest]],
  ];
  for (const [name, parts] of faults) {
    writeFileSync(path, Buffer.concat(parts));
    assert.equal(await faultOf(path), "damaged", name);
  }
});

test("a file whose writer was killed plays to its last whole chunk, and is made whole", async () => {
  const { path, writer } = newWriter();
  const sound = soundOf(3 * chunkBytes);
  for (let i = 0; i < 3; i++) writer.appendChunk(sound.subarray(i * chunkBytes, (i + 1) * chunkBytes));
  const whole = statSync(path).size;
  appendFileSync(path, randomBytes(700));
  await reading(path, async (reader) => {
    assert.equal(reader.trailer, undefined);
    const played = await bytesOf(reader, 0, wavSize(reader) - 1);
    assert.deepEqual(played.subarray(recordingHeaderLength), sound);
  });
  const repaired = await repairRecording(path, findDataKey);
  assert.ok(repaired.ok);
  assert.deepEqual([repaired.value.durationMs, repaired.value.changed], [1500, true]);
  assert.equal(statSync(path).size, repaired.value.bytes);
  assert.equal(await faultOf(path), "whole");
  const again = await repairRecording(path, findDataKey);
  assert.deepEqual(again, ok({ ...repaired.value, changed: false }));
  truncateSync(path, whole + 1);
  assert.deepEqual(
    await repairRecording(path, findDataKey),
    repaired,
    "a repair that was torn is made again",
  );
});

test("after a power cut, what never reached the disk is cut off", async () => {
  const { path, writer } = newWriter();
  for (let i = 0; i < 2; i++) writer.appendChunk(soundOf(chunkBytes));
  appendFileSync(path, Buffer.alloc(2 * sealedChunkBytes));
  const repaired = await repairRecording(path, findDataKey);
  assert.equal(repaired.ok && repaired.value.durationMs, 1000);
  assert.equal(await faultOf(path), "whole");
});

test("a key that cannot be unwrapped, or is another, is told; so is what is no recording", async () => {
  const { path } = written(1);
  const source = await openRecordingFile(path);
  assert.ok(source.ok);
  const lost = await RecordingReader.open(source.value, () => err({ kind: "x", message: "key k is gone" }));
  assert.deepEqual(lost, err({ kind: "key-not-usable", message: "key k is gone" }));
  const other = await RecordingReader.open(source.value, () => ok(randomBytes(32)));
  assert.equal(other.ok ? "" : other.error.kind, "damaged");
  await source.value.close();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, begins) => {
      const text = Buffer.concat([Buffer.from(begins ? "TANDEMRC\u0001\0" : ""), bytes]);
      const random = { size: text.length, read: async () => text, close: async () => {} };
      assert.equal((await RecordingReader.open(random, findDataKey)).ok, false);
    }),
  );
  const missing = await openRecordingFile(join(folder, "missing"));
  assert.equal(missing.ok ? "" : missing.error.kind, "unreadable");
});
