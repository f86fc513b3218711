// Sound made here in codecs that cannot be written byte by byte: 20 ms into one packet.
import { Resampler, SoundWriter, frameMs } from "../codecs/index.ts";
import type { SoundRate } from "../codecs/index.ts";
import type { AudioCodec } from "../protocol/index.ts";
import { samplesPerFrame } from "../rtp/index.ts";

export class MadeFrames {
  readonly #frameSamples: number;
  readonly #writer: SoundWriter;
  readonly #resampler: Resampler;
  readonly #samples: Int16Array;

  constructor(codec: AudioCodec, rateHz: SoundRate = 8000) {
    this.#frameSamples = (rateHz / 1000) * frameMs;
    this.#writer = new SoundWriter(codec, rateHz);
    const { sampleRateHz } = this.#writer;
    this.#resampler = new Resampler(rateHz, sampleRateHz);
    this.#samples = new Int16Array((sampleRateHz / 1000) * frameMs);
  }

  /** Encodes the first 20 ms of `samples` to `bytes[at]`; answers the length of the payload. */
  encode(samples: Int16Array, bytes: Uint8Array, at: number): number {
    const count = this.#resampler.process(samples, this.#frameSamples, this.#samples);
    this.#writer.push(this.#samples, count);
    return this.#writer.take(bytes, at);
  }

  close(): void {
    this.#writer.close();
  }
}

/** Silence is the same for all legs of a codec, and the most frequent sound there is. */
const silences = new Map<AudioCodec, Uint8Array>();
/** Until encoders have forgotten that there was ever anything else. */
const settlingFrames = 10;

/** A packet of silence. */
export function silentPayload(codec: AudioCodec): Uint8Array {
  let silence = silences.get(codec);
  if (silence === undefined) {
    const frames = new MadeFrames(codec);
    const nothing = new Int16Array(samplesPerFrame);
    const bytes = new Uint8Array(1500);
    let length = 0;
    for (let frame = 0; frame < settlingFrames; frame++) length = frames.encode(nothing, bytes, 0);
    frames.close();
    silence = bytes.slice(0, length);
    silences.set(codec, silence);
  }
  return silence;
}
