// The files of all running recordings: takes what is ready in the rings that relay workers fill, seals it, and
// appends it. Each relay worker has its own numbers for rings.
import { Buffer } from "node:buffer";
import type { Clock } from "@tandem/kernel";
import type { MediaEvent } from "../protocol/index.ts";
import { silenceByte } from "../codecs/index.ts";
import {
  chunkBytes,
  chunkFrames,
  createRecordingOutput,
  RecordingWriter,
  reopenRecordingOutput,
} from "../recording-file/index.ts";
import type { CreateSealer, RecordingOutput } from "../recording-file/index.ts";
import { samplesPerMs } from "../rtp/index.ts";
import { SoundRing } from "./sound-ring.ts";
import type { FromRelay, RecordingTerms } from "./thread-messages.ts";

const silentChunk = Buffer.alloc(chunkBytes, silenceByte.PCMA);

export type RecordingFilesOptions = {
  readonly clock: Pick<Clock, "now">;
  readonly emit: (event: MediaEvent) => void;
  readonly createSealer?: CreateSealer | undefined;
  readonly createOutput?: (path: string) => RecordingOutput;
};

type OpenFile = {
  readonly ring: SoundRing;
  readonly terms: RecordingTerms;
  readonly writer: RecordingWriter;
};

/** What one relay worker has running. */
export type RelayFiles = {
  take(message: FromRelay): void;
  /** The worker is gone: what it made ready is kept, in files that another worker can go on with. */
  leave(): void;
};

export class RecordingFiles {
  readonly #options: RecordingFilesOptions;
  readonly #open = new Set<OpenFile>();

  constructor(options: RecordingFilesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  ofRelay(): RelayFiles {
    const rings = new Map<number, SoundRing>();
    const files = new Map<number, OpenFile | undefined>();
    return {
      take: (message) => {
        if (message.kind === "open") {
          const ring = new SoundRing(message.memory);
          rings.set(message.ring, ring);
          files.set(message.ring, this.#create(message.terms, ring));
          return;
        }
        const file = files.get(message.ring);
        // Undefined, or finished when it failed, before the relay knew.
        const isOpen = file !== undefined && this.#open.has(file);
        if (message.kind === "mark") {
          if (isOpen) file.writer.mark(message.marker);
          return;
        }
        if (isOpen) this.#finish(file, message.endFrame, message.failure);
        const ring = rings.get(message.ring);
        if (ring) ring.state = "free";
      },
      leave: () => {
        for (const file of files.values())
          if (file !== undefined && this.#open.has(file)) this.#interrupt(file);
      },
    };
  }

  /** Writes all that is ready. */
  writeReady(): void {
    for (const file of this.#open) this.#writeReady(file);
  }

  #create(terms: RecordingTerms, ring: SoundRing): OpenFile | undefined {
    const dataKey = Buffer.from(terms.seal.dataKey, "base64");
    try {
      const writer = terms.continues ? this.#reopen(terms, dataKey) : this.#begin(terms, dataKey);
      // Between what the other process wrote and what this one hears there is silence.
      while (writer.chunks < ring.written) writer.appendChunk(silentChunk);
      ring.written = writer.chunks;
      const file = { ring, terms, writer };
      this.#open.add(file);
      ring.state = "writing";
      return file;
    } catch (error) {
      this.#tell(terms, { frames: 0, bytes: 0, sha256: null }, String(error));
      ring.state = "failed";
      return undefined;
    } finally {
      dataKey.fill(0);
    }
  }

  #begin({ recordingId, path, startedAt, seal }: RecordingTerms, dataKey: Buffer): RecordingWriter {
    const { createOutput = createRecordingOutput, createSealer } = this.#options;
    const wrappedKey = Buffer.from(seal.wrappedKey, "base64");
    const header = { recordingId, startedAt, keyId: seal.keyId, wrappedKey };
    return new RecordingWriter(createOutput(path), header, dataKey, createSealer);
  }

  #reopen({ recordingId, path }: RecordingTerms, dataKey: Buffer): RecordingWriter {
    const left = reopenRecordingOutput(path);
    try {
      return RecordingWriter.resume(left, recordingId, dataKey, this.#options.createSealer);
    } catch (error) {
      left.output.close();
      throw error;
    }
  }

  #writeReady(file: OpenFile): void {
    const { ring, writer } = file;
    try {
      for (let index = ring.written; index < ring.ready; index++) {
        writer.appendChunk(ring.chunk(index));
        ring.clear(index);
        ring.written = index + 1;
      }
    } catch (error) {
      this.#fail(file, String(error));
    }
  }

  /** What the relay has said is all there will be. */
  #finish(file: OpenFile, endFrame: number, failure: string | null): void {
    this.#writeReady(file);
    if (!this.#open.has(file)) return;
    const { ring, writer } = file;
    if (writer.isResumed) return this.#finishResumed(file, endFrame, failure);
    const written = ring.written * chunkFrames;
    // The ring of a relay that stalled may be behind by more than a chunk: that is silence.
    const rest = Math.min(Math.max(0, endFrame - written), chunkFrames - 1);
    try {
      const { bytes, sha256 } = writer.finish(ring.chunk(ring.written, rest));
      this.#close(file);
      this.#tell(file.terms, { frames: written + rest, bytes, sha256 }, failure);
    } catch (error) {
      this.#fail(file, failure ?? String(error), true);
    }
  }

  #interrupt(file: OpenFile): void {
    this.#writeReady(file);
    if (!this.#open.has(file)) return;
    this.#close(file);
    const { recordingId } = file.terms;
    this.#options.emit({ kind: "recording-interrupted", recordingId, at: this.#options.clock.now() });
  }

  /** It ends with a whole chunk and without a trailer: who repairs it knows of no others. */
  #finishResumed(file: OpenFile, endFrame: number, failure: string | null): void {
    const { ring, writer } = file;
    try {
      if (endFrame > writer.chunks * chunkFrames) writer.appendChunk(ring.chunk(ring.written));
      this.#close(file);
      this.#tell(
        file.terms,
        { frames: writer.chunks * chunkFrames, bytes: writer.bytes, sha256: null },
        failure,
      );
    } catch (error) {
      this.#fail(file, failure ?? String(error), true);
    }
  }

  /** A full disk must not end a call: what it took is kept. */
  #fail(file: OpenFile, failure: string, wasFinishing = false): void {
    const { writer } = file;
    const frames = writer.chunks * chunkFrames;
    let end: { bytes: number; sha256: string | null } = { bytes: writer.bytes, sha256: null };
    try {
      // It may have taken half a chunk. Where it takes not even the cut, a repair makes the file whole.
      writer.cutToWhole();
      if (!wasFinishing && !writer.isResumed) end = writer.finish(new Uint8Array(0));
    } catch {
      this.#cut(writer);
    }
    this.#close(file);
    this.#tell(file.terms, { frames, ...end }, failure);
    file.ring.state = "failed";
  }

  #cut(writer: RecordingWriter): void {
    try {
      writer.cutToWhole();
    } catch {
      // The repair will.
    }
  }

  #close(file: OpenFile): void {
    this.#open.delete(file);
    try {
      file.writer.close();
    } catch {
      // Some file systems tell of a lost write only now; what is missing is found when the file is read.
    }
  }

  #tell(
    { recordingId, path }: RecordingTerms,
    { frames, bytes, sha256 }: { frames: number; bytes: number; sha256: string | null },
    failure: string | null,
  ): void {
    const durationMs = Math.round(frames / samplesPerMs);
    const finished = { kind: "recording-finished", recordingId, path, durationMs, bytes, sha256 } as const;
    this.#options.emit({
      ...finished,
      ...(failure === null ? {} : { failure }),
      at: this.#options.clock.now(),
    });
  }
}
