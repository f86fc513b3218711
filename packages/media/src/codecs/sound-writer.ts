// Samples into packets of 20 ms of one leaving stream, whatever lengths they come in.
import type { AudioCodec } from "../protocol/index.ts";
import { codecFormats, frameMs, longestPacketSamples } from "./audio-codec.ts";
import type { AudioEncoder } from "./audio-codec.ts";
import { createEncoder } from "./create-codec.ts";
import type { SoundRate } from "./sound-reader.ts";

export class SoundWriter {
  readonly codec: AudioCodec;
  /** Of the samples it takes. */
  readonly sampleRateHz: SoundRate;
  readonly #encoder: AudioEncoder;
  readonly #frameSamples: number;
  /** What waits begins at 0; room for a frame that is not full, what was lost before a packet, and the packet. */
  readonly #queue: Int16Array;
  #queued = 0;

  /** Opus is encoded from the rate its sound has; other codecs have one of their own. */
  constructor(codec: AudioCodec, sourceRateHz: SoundRate) {
    this.codec = codec;
    this.sampleRateHz = codec === "opus" ? sourceRateHz : codecFormats[codec].sampleRateHz;
    this.#encoder = createEncoder(codec, this.sampleRateHz);
    this.#frameSamples = (this.sampleRateHz / 1000) * frameMs;
    this.#queue = new Int16Array(this.#frameSamples + 4 * longestPacketSamples);
  }

  /** How many samples wait for their packet to be full. */
  get queued(): number {
    return this.#queued;
  }

  /** Takes the first `count` samples; no more than two of the longest packets before all whole ones are taken. */
  push(samples: Int16Array, count: number): void {
    const queue = this.#queue;
    const from = this.#queued;
    for (let i = 0; i < count; i++) queue[from + i] = samples[i] as number;
    this.#queued = from + count;
  }

  /** Writes the next packet's payload to `bytes[at]`; answers its length, 0 when no packet is full. */
  take(bytes: Uint8Array, at: number): number {
    if (this.#queued < this.#frameSamples) return 0;
    const length = this.#encoder.encode(this.#queue, this.#frameSamples, bytes, at);
    this.#queue.copyWithin(0, this.#frameSamples, this.#queued);
    this.#queued -= this.#frameSamples;
    return length;
  }

  /** Forgets what waits. */
  clear(): void {
    this.#queued = 0;
  }

  close(): void {
    this.#encoder.close();
  }
}
