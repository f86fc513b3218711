// A recording as the WAV file it would be: its size, and any range of its bytes.
import { Buffer } from "node:buffer";
import { ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { recordingHeader, recordingHeaderLength } from "../wav/index.ts";
import { channels, chunkBytes } from "./layout.ts";
import type { RecordingFileError } from "./recording-file-error.ts";
import { RecordingReader } from "./recording-reader.ts";
import type { FindDataKey } from "./recording-reader.ts";
import { openRecordingFile } from "./recording-source.ts";

/** Size in bytes of the whole WAV file. */
export function wavSize(reader: RecordingReader): number {
  return recordingHeaderLength + reader.frames * channels;
}

/** The bytes `first` to `last`, both included. Throws where the recording is damaged: what follows is not trusted. */
export async function* wavBytes(
  reader: RecordingReader,
  first: number,
  last: number,
): AsyncGenerator<Uint8Array> {
  const header = recordingHeader(reader.frames);
  if (first < header.length) yield header.subarray(first, last + 1);
  let at = Math.max(0, first - header.length);
  const end = last + 1 - header.length;
  if (at >= end) return;
  for await (const chunk of reader.chunksFrom(Math.floor(at / chunkBytes))) {
    if (!chunk.ok) throw new Error(`recording ${reader.header.recordingId}: ${chunk.error.message}`);
    const chunkStart = at - (at % chunkBytes);
    yield chunk.value.subarray(at - chunkStart, end - chunkStart);
    at = chunkStart + chunkBytes;
    if (at >= end) return;
  }
}

/** A short recording as a whole WAV file. */
export async function readAsWav(
  path: string,
  findDataKey: FindDataKey,
): Promise<Result<Buffer, RecordingFileError>> {
  const source = await openRecordingFile(path);
  if (!source.ok) return source;
  try {
    const reader = await RecordingReader.open(source.value, findDataKey);
    if (!reader.ok) return reader;
    const parts: Uint8Array[] = [];
    for await (const part of wavBytes(reader.value, 0, wavSize(reader.value) - 1)) parts.push(part);
    return ok(Buffer.concat(parts));
  } finally {
    await source.value.close();
  }
}
