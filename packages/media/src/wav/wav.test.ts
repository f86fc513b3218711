import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { repairWav } from "./repair-wav.ts";
import { readWavLayout, recordingHeader, recordingHeaderLength } from "./wav-format.ts";
import { temporaryFolder } from "../relay/testing/temporary-folder.ts";

const folder = temporaryFolder();

test("the header of a recording says stereo A-law at 8 kHz", () => {
  const header = recordingHeader(8000);
  assert.equal(header.length, recordingHeaderLength);
  assert.deepEqual(readWavLayout(header), {
    formatTag: 6,
    channels: 2,
    sampleRateHz: 8000,
    bytesPerFrame: 2,
    bitsPerSample: 8,
    formatStart: 20,
    dataStart: recordingHeaderLength,
    dataLength: 16_000,
  });
});

test("chunks we do not know are skipped, also of odd length", () => {
  const header = Buffer.from(recordingHeader(1));
  const extra = Buffer.from("LIST\u0003\0\0\0abc\0", "latin1");
  const bytes = Buffer.concat([header.subarray(0, 12), extra, header.subarray(12)]);
  assert.equal(readWavLayout(bytes)?.dataStart, recordingHeaderLength + extra.length);
  assert.equal(readWavLayout(header.subarray(0, 40)), undefined);
});

test("random bytes never throw", () => {
  const riff = fc
    .uint8Array({ maxLength: 80 })
    .map((tail) => Buffer.concat([Buffer.from("RIFF0000WAVEfmt "), tail]));
  fc.assert(
    fc.property(fc.oneof(riff, fc.uint8Array({ maxLength: 100 })), (bytes) => void readWavLayout(bytes)),
  );
});

test("repair: sizes are made to fit, half a frame is cut, a right file stays", async () => {
  const path = join(folder, "crashed.wav");
  writeFileSync(path, recordingHeader(0));
  appendFileSync(path, new Uint8Array(16_001).fill(0xd5));
  const bytes = recordingHeaderLength + 16_000;
  assert.deepEqual(await repairWav(path), { ok: true, value: { durationMs: 1000, bytes, changed: true } });
  assert.deepEqual(readFileSync(path).subarray(0, recordingHeaderLength), Buffer.from(recordingHeader(8000)));
  assert.equal(readFileSync(path).length, bytes);
  assert.deepEqual(await repairWav(path), { ok: true, value: { durationMs: 1000, bytes, changed: false } });
});

test("repair refuses what is no WAV file", async () => {
  const path = join(folder, "notes.txt");
  writeFileSync(path, "RIFF but no wave");
  const repaired = await repairWav(path);
  assert.equal(repaired.ok ? "" : repaired.error.kind, "not-a-wav");
  assert.equal(readFileSync(path, "latin1"), "RIFF but no wave");
  const missing = await repairWav(join(folder, "missing.wav"));
  assert.equal(missing.ok ? "" : missing.error.kind, "unreadable");
});
