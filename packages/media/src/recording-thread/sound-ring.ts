// The memory that a relay worker and the recording thread share for one recording: chunks of stereo A-law, in which
// silence is what nobody filled. No lock: each count has one writer.
import { silenceByte } from "../codecs/index.ts";
import { channels, chunkBytes, chunkFrames } from "../recording-file/index.ts";

/**
 * Six seconds, 94 KiB. What is recorded becomes ready within 0.8 s, so the disk may take nothing for five seconds
 * before sound is lost.
 */
const ringChunks = 12;
export const ringFrames = ringChunks * chunkFrames;

/** A cache line, so that the counts are not in one with sound. */
const countsBytes = 64;
const readyWord = 0;
const writtenWord = 1;
const stateWord = 2;

/**
 * | state   | set by           | meaning                                                    |
 * | ------- | ---------------- | ---------------------------------------------------------- |
 * | free    | recording thread | nobody reads it any more; the relay may take it            |
 * | waiting | relay            | the file is to be made                                     |
 * | writing | recording thread | the file takes what becomes ready                          |
 * | failed  | recording thread | the file takes no more and was finished; the relay frees it |
 */
const states = ["free", "waiting", "writing", "failed"] as const;
export type RingState = (typeof states)[number];

/** Shared memory is filled element by element: eight bytes at once take an eighth of the time. */
const eightSilent = BigInt(silenceByte.PCMA) * 0x0101_0101_0101_0101n;

export class SoundRing {
  readonly memory: SharedArrayBuffer;
  /** Left and right in turns. */
  readonly sound: Uint8Array;
  readonly #counts: Int32Array;
  readonly #eights: BigUint64Array;

  constructor(memory = new SharedArrayBuffer(countsBytes + ringChunks * chunkBytes)) {
    this.memory = memory;
    this.#counts = new Int32Array(memory, 0, 3);
    this.sound = new Uint8Array(memory, countsBytes);
    this.#eights = new BigUint64Array(memory, countsBytes);
  }

  /** Empties it for another recording, of which `chunksBefore` are not for this ring. */
  take(chunksBefore = 0): void {
    this.#eights.fill(eightSilent);
    Atomics.store(this.#counts, readyWord, chunksBefore);
    Atomics.store(this.#counts, writtenWord, chunksBefore);
    this.state = "waiting";
  }

  get state(): RingState {
    return states[Atomics.load(this.#counts, stateWord)] as RingState;
  }

  set state(state: RingState) {
    Atomics.store(this.#counts, stateWord, states.indexOf(state));
  }

  /** Chunks, since the beginning, that the relay changes no more. */
  get ready(): number {
    return Atomics.load(this.#counts, readyWord);
  }

  set ready(chunks: number) {
    Atomics.store(this.#counts, readyWord, chunks);
  }

  /** Chunks that are in the file, and whose place is silent again. */
  get written(): number {
    return Atomics.load(this.#counts, writtenWord);
  }

  set written(chunks: number) {
    Atomics.store(this.#counts, writtenWord, chunks);
  }

  /** The first `frames` of a chunk. */
  chunk(index: number, frames = chunkFrames): Uint8Array {
    const start = (index % ringChunks) * chunkBytes;
    return this.sound.subarray(start, start + frames * channels);
  }

  /** Makes the place of a chunk silent again. */
  clear(index: number): void {
    const start = ((index % ringChunks) * chunkBytes) / 8;
    this.#eights.fill(eightSilent, start, start + chunkBytes / 8);
  }
}
