// The sound of one arriving stream as samples: a packet is decoded once, and resampled once, for all who want it.
import type { AudioCodec } from "../protocol/index.ts";
import { codecFormats, longestPacketSamples } from "./audio-codec.ts";
import type { AudioDecoder } from "./audio-codec.ts";
import { createDecoder } from "./create-codec.ts";
import { Resampler } from "./resampler.ts";

/** The rates at which legs are bridged and recorded. */
export type SoundRate = 8000 | 16_000;

export class SoundReader {
  readonly codec: AudioCodec;
  /** Of the decoder. */
  readonly sampleRateHz: SoundRate;
  readonly #decoder: AudioDecoder;
  readonly #own = new Int16Array(longestPacketSamples);
  #ownCount = 0;
  readonly #otherRateHz: SoundRate;
  #resampler: Resampler | undefined;
  #other: Int16Array | undefined;
  /** −1: the packet at hand has not been resampled. */
  #otherCount = -1;

  constructor(codec: AudioCodec) {
    this.codec = codec;
    this.sampleRateHz = codecFormats[codec].sampleRateHz;
    this.#otherRateHz = this.sampleRateHz === 8000 ? 16_000 : 8000;
    this.#decoder = createDecoder(codec);
  }

  /** Takes the payload `bytes[start, end)`. False when it cannot be decoded: there is no sound then. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.#ownCount = this.#decoder.decode(bytes, start, end, this.#own);
    this.#otherCount = -1;
    return this.#ownCount > 0;
  }

  /** Makes up `count` samples of the decoder's rate for lost ones, at most 120 ms; they are the sound at hand then. */
  conceal(count: number): void {
    this.#ownCount = this.#decoder.conceal(this.#own, count);
    this.#otherCount = -1;
  }

  /** The sound at hand becomes silence of the same length. */
  silence(): void {
    this.#own.fill(0, 0, this.#ownCount);
    if (this.#otherCount > 0) this.#other?.fill(0, 0, this.#otherCount);
  }

  /** How many samples the sound at hand has at that rate. */
  count(rateHz: SoundRate): number {
    if (rateHz === this.sampleRateHz) return this.#ownCount;
    if (this.#otherCount < 0) this.#resample();
    return this.#otherCount;
  }

  /** The samples at that rate, the first `count(rateHz)` of the array; valid until the next packet. */
  samples(rateHz: SoundRate): Int16Array {
    if (rateHz === this.sampleRateHz) return this.#own;
    if (this.#otherCount < 0) this.#resample();
    return this.#other as Int16Array;
  }

  close(): void {
    this.#decoder.close();
  }

  #resample(): void {
    this.#resampler ??= new Resampler(this.sampleRateHz, this.#otherRateHz);
    this.#other ??= new Int16Array(2 * longestPacketSamples + 1);
    this.#otherCount = this.#resampler.process(this.#own, this.#ownCount, this.#other);
  }
}
