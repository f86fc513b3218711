// Reads one recording's file, from any place of it, and notices whatever was cut, moved or changed.
import { createHash } from "node:crypto";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import {
  chunkFrames,
  footerBytes,
  longestHeader,
  readFooter,
  readHeader,
  sealedChunkBytes,
  soundLength,
  tagBytes,
} from "./layout.ts";
import type { RecordingHeader } from "./layout.ts";
import { readTrailer } from "./markers.ts";
import type { RecordingTrailer } from "./markers.ts";
import { RecordingCipher } from "./recording-cipher.ts";
import type { RecordingFileError } from "./recording-file-error.ts";
import type { RecordingSource } from "./recording-source.ts";

/** Finds the data key of a file by its header; fails when it cannot be unwrapped. */
export type FindDataKey = (header: RecordingHeader) => Result<Uint8Array, { kind: string; message: string }>;

/** Chunks that are fetched at once: 256 KB, sixteen seconds. */
const chunksAtOnce = 32;

export class RecordingReader {
  readonly header: RecordingHeader;
  /** Undefined while the recording runs, and after a crash until it is repaired. */
  readonly trailer: RecordingTrailer | undefined;
  /** Samples of each channel. */
  readonly frames: number;
  readonly cipher: RecordingCipher;
  /** Where the first chunk is. */
  readonly soundStart: number;
  readonly #source: RecordingSource;

  private constructor(
    source: RecordingSource,
    cipher: RecordingCipher,
    header: RecordingHeader,
    soundStart: number,
    trailer: RecordingTrailer | undefined,
  ) {
    this.#source = source;
    this.cipher = cipher;
    this.header = header;
    this.soundStart = soundStart;
    this.trailer = trailer;
    const wholeChunks = Math.max(0, Math.floor((source.size - soundStart) / sealedChunkBytes));
    this.frames = trailer?.frames ?? wholeChunks * chunkFrames;
  }

  /** Reads header and trailer; the source stays the caller's. */
  static async open(
    source: RecordingSource,
    findDataKey: FindDataKey,
  ): Promise<Result<RecordingReader, RecordingFileError>> {
    return readable(async () => {
      const head = readHeader(await source.read(0, longestHeader));
      if (!head.ok) return head;
      const { header, sealed, seal } = head.value;
      const dataKey = findDataKey(header);
      if (!dataKey.ok) return err({ kind: "key-not-usable", message: dataKey.error.message });
      const cipher = new RecordingCipher(dataKey.value, header.recordingId);
      if (!cipher.isSigned("header", 0, sealed, seal)) return damaged("its header was changed");
      const soundStart = sealed.length + seal.length;
      const trailer = await readEnd(source, cipher, soundStart);
      if (!trailer.ok) return trailer;
      return ok(new RecordingReader(source, cipher, header, soundStart, trailer.value));
    });
  }

  /** The sound from one chunk on, chunk by chunk, decrypted. */
  async *chunksFrom(first: number): AsyncGenerator<Result<Buffer, RecordingFileError>> {
    const count = Math.ceil(this.frames / chunkFrames);
    for (let index = first; index < count; index += chunksAtOnce) {
      const end = Math.min(count, index + chunksAtOnce);
      const start = this.soundStart + index * sealedChunkBytes;
      const length = this.#startOf(end) - start;
      const read = await readable(async () => ok(await this.#source.read(start, length)));
      if (!read.ok) {
        yield read;
        return;
      }
      for (let each = index; each < end; each++) {
        const chunk = this.#openChunk(each, read.value, start);
        yield chunk;
        if (!chunk.ok) return;
      }
    }
  }

  /** One chunk; for repair, which looks for the last whole one. */
  async chunk(index: number): Promise<Result<Buffer, RecordingFileError>> {
    const start = this.#startOf(index);
    const length = this.#startOf(index + 1) - start;
    const read = await readable(async () => ok(await this.#source.read(start, length)));
    return read.ok ? this.#openChunk(index, read.value, start) : read;
  }

  /** Reads all: whether every chunk is what was written, and the checksum what the trailer says. */
  async verify(): Promise<Result<undefined, RecordingFileError>> {
    for await (const chunk of this.chunksFrom(0)) if (!chunk.ok) return chunk;
    if (this.trailer === undefined) return ok();
    const sha256 = await checksum(this.#source, this.soundStart + soundLength(this.frames));
    if (!sha256.ok) return sha256;
    return sha256.value === this.trailer.sha256 ? ok() : damaged("its checksum is another");
  }

  #startOf(index: number): number {
    return this.soundStart + soundLength(Math.min(this.frames, index * chunkFrames));
  }

  #openChunk(index: number, bytes: Buffer, bytesStart: number): Result<Buffer, RecordingFileError> {
    const sealed = bytes.subarray(this.#startOf(index) - bytesStart, this.#startOf(index + 1) - bytesStart);
    const sound = this.cipher.open("chunk", index, sealed);
    return sound === undefined ? damaged(`second ${index / 2} was changed`) : ok(sound);
  }
}

/** Of the first bytes of a source, hexadecimal. */
export async function checksum(
  source: RecordingSource,
  length: number,
): Promise<Result<string, RecordingFileError>> {
  return readable(async () => {
    const hash = createHash("sha256");
    const step = chunksAtOnce * sealedChunkBytes;
    for (let at = 0; at < length; at += step) hash.update(await source.read(at, Math.min(step, length - at)));
    return ok(hash.digest("hex"));
  });
}

async function readEnd(
  source: RecordingSource,
  cipher: RecordingCipher,
  soundStart: number,
): Promise<Result<RecordingTrailer | undefined, RecordingFileError>> {
  const footerStart = source.size - footerBytes;
  if (footerStart < soundStart + tagBytes) return ok();
  const footer = readFooter(await source.read(footerStart, footerBytes));
  if (footer === undefined) return ok();
  const start = footerStart - footer.sealedLength;
  const text = cipher.open(footer.writer, 0, await source.read(start, footer.sealedLength));
  if (text === undefined) return damaged("its end was changed");
  const trailer = readTrailer(text);
  if (start !== soundStart + soundLength(trailer.frames)) return damaged("a part of it was taken or added");
  return ok(trailer);
}

function damaged(message: string): Result<never, RecordingFileError> {
  return err({ kind: "damaged", message });
}

async function readable<T>(
  action: () => Promise<Result<T, RecordingFileError>>,
): Promise<Result<T, RecordingFileError>> {
  try {
    return await action();
  } catch (error) {
    return err({ kind: "unreadable", message: (error as Error).message });
  }
}
