// Repair of a recording that a crash left without its end: what is not whole is cut off, and a trailer is written.
import { open } from "node:fs/promises";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { chunkFrames, sampleRateHz, soundLength, writeFooter } from "./layout.ts";
import { trailerText } from "./markers.ts";
import { checksum, RecordingReader } from "./recording-reader.ts";
import type { FindDataKey } from "./recording-reader.ts";
import { openRecordingFile } from "./recording-source.ts";
import type { RecordingFileError } from "./recording-file-error.ts";

export type RepairedRecording = {
  readonly durationMs: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly changed: boolean;
};

/** Makes the file whole; one that has its end stays as it is. Nobody may write to it any more. */
export async function repairRecording(
  path: string,
  findDataKey: FindDataKey,
): Promise<Result<RepairedRecording, RecordingFileError>> {
  const source = await openRecordingFile(path);
  if (!source.ok) return source;
  try {
    const opened = await RecordingReader.open(source.value, findDataKey);
    if (!opened.ok) return opened;
    const reader = opened.value;
    if (reader.trailer !== undefined) {
      const { frames, sha256 } = reader.trailer;
      return ok({ durationMs: durationOf(frames), bytes: source.value.size, sha256, changed: false });
    }
    const frames = await wholeFrames(reader);
    const end = reader.soundStart + soundLength(frames);
    const sha256 = await checksum(source.value, end);
    if (!sha256.ok) return sha256;
    // Who was heard where is in the call's facts: the markers went with the process that knew them.
    const text = trailerText({ frames, markers: [], sha256: sha256.value });
    const trailer = reader.cipher.seal("repair", 0, text);
    const bytes = await writeEnd(path, end, Buffer.concat([trailer, writeFooter(trailer.length, "repair")]));
    return ok({ durationMs: durationOf(frames), bytes, sha256: sha256.value, changed: true });
  } catch (error) {
    return err({ kind: "unreadable", message: (error as Error).message });
  } finally {
    await source.value.close();
  }
}

/** After a power cut the file may be longer than what reached the disk. */
async function wholeFrames(reader: RecordingReader): Promise<number> {
  for (let chunks = reader.frames / chunkFrames; chunks > 0; chunks--) {
    if ((await reader.chunk(chunks - 1)).ok) return chunks * chunkFrames;
  }
  return 0;
}

async function writeEnd(path: string, at: number, bytes: Buffer): Promise<number> {
  await using file = await open(path, "r+");
  await file.truncate(at);
  await file.write(bytes, 0, bytes.length, at);
  await file.sync();
  return at + bytes.length;
}

function durationOf(frames: number): number {
  return Math.round((frames * 1000) / sampleRateHz);
}
