// Writes one recording's file: each chunk sealed and appended by one write, so that a killed process leaves whole ones.
import { createSealer } from "./chunk-sealer.ts";
import type { ChunkSealer, CreateSealer } from "./chunk-sealer.ts";
import {
  chunkBytes,
  chunkFrames,
  channels,
  longestHeader,
  readHeader,
  sealedChunkBytes,
  writeFooter,
  writeHeader,
} from "./layout.ts";
import type { RecordingHeader } from "./layout.ts";
import { trailerText } from "./markers.ts";
import type { RecordingMarker } from "./markers.ts";
import { RecordingCipher } from "./recording-cipher.ts";
import type { LeftOutput, RecordingOutput } from "./recording-output.ts";

type WholePart = { readonly chunks: number; readonly bytes: number };
export type WrittenFile = { readonly bytes: number; readonly sha256: string };

export class RecordingWriter {
  /** What was written before is not known here: no trailer can speak for it. */
  readonly isResumed: boolean;
  readonly #output: RecordingOutput;
  readonly #cipher: RecordingCipher;
  readonly #sealer: ChunkSealer;
  readonly #markers: RecordingMarker[] = [];
  #chunks = 0;
  #bytes = 0;

  /**
   * Writes the header, unless the file has it and some `whole` chunks already. Closes the output and throws what it
   * throws when it does not take it; `dataKey` is of this recording alone.
   */
  constructor(
    output: RecordingOutput,
    header: RecordingHeader,
    dataKey: Uint8Array,
    create: CreateSealer = createSealer,
    whole?: WholePart,
  ) {
    this.#output = output;
    this.#sealer = create(dataKey, header.recordingId);
    this.#cipher = new RecordingCipher(dataKey, header.recordingId);
    this.isResumed = whole !== undefined;
    if (whole) {
      this.#chunks = whole.chunks;
      this.#bytes = whole.bytes;
      return;
    }
    const sealed = writeHeader(header);
    try {
      this.#append(Buffer.concat([sealed, this.#cipher.sign("header", 0, sealed)]));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Goes on behind the last chunk of a file that another process left. Throws when it is another recording, or does
   * not end with a whole chunk: a chunk that was written in part must not be sealed once more under its number.
   */
  static resume(
    left: LeftOutput,
    recordingId: string,
    dataKey: Uint8Array,
    create: CreateSealer = createSealer,
  ): RecordingWriter {
    const head = readHeader(left.head(longestHeader));
    if (!head.ok) throw new Error(head.error.message);
    const { header, sealed, seal } = head.value;
    const chunks = (left.size - sealed.length - seal.length) / sealedChunkBytes;
    const writer = new RecordingWriter(left.output, header, dataKey, create, { chunks, bytes: left.size });
    const isOurs = header.recordingId === recordingId && writer.#cipher.isSigned("header", 0, sealed, seal);
    if (isOurs && chunks >= 0 && Number.isInteger(chunks)) return writer;
    writer.#sealer.close();
    throw new Error("it cannot be gone on with");
  }

  /** Whole chunks in the file. */
  get chunks(): number {
    return this.#chunks;
  }

  /** Size of the file with what was appended whole. */
  get bytes(): number {
    return this.#bytes;
  }

  /** `sound` has 8000 bytes: half a second, left and right in turns. */
  appendChunk(sound: Uint8Array): void {
    if (sound.length !== chunkBytes) throw new RangeError("a chunk has 8000 bytes");
    this.#append(this.#sealer.seal(this.#chunks, sound));
    this.#chunks++;
  }

  mark(marker: RecordingMarker): void {
    this.#markers.push(marker);
  }

  /** Appends what is left, less than a chunk, and the trailer, by one write; closes nothing. Not of a resumed file. */
  finish(rest: Uint8Array): WrittenFile {
    const last = rest.length === 0 ? Buffer.alloc(0) : this.#cipher.seal("chunk", this.#chunks, rest);
    this.#sealer.hash(last);
    const sha256 = this.#sealer.digest();
    const frames = this.#chunks * chunkFrames + rest.length / channels;
    const trailer = this.#cipher.seal("trailer", 0, trailerText({ frames, markers: this.#markers, sha256 }));
    const end = Buffer.concat([last, trailer, writeFooter(trailer.length, "trailer")]);
    this.#output.append(end);
    return { bytes: this.#bytes + end.length, sha256 };
  }

  /** Takes off a part that was written by halves. */
  cutToWhole(): void {
    this.#output.cutTo(this.#bytes);
  }

  close(): void {
    this.#sealer.close();
    this.#output.close();
  }

  #append(bytes: Uint8Array): void {
    this.#output.append(bytes);
    this.#sealer.hash(bytes);
    this.#bytes += bytes.length;
  }
}
