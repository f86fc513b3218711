// What goes into the right side of a recording while the left side is in a conference: all that the left side hears.
import { Resampler } from "../codecs/index.ts";
import type { SoundRate } from "../codecs/index.ts";
import { samplesPerFrame } from "../rtp/index.ts";
import type { Recording } from "./recording.ts";

const rightChannel = 1;
/** A source number that no RTP stream here has: they are positive. */
const mixSource = -2;

export class RightMix {
  #resampler: Resampler;
  readonly #narrow = new Int16Array(samplesPerFrame);
  #timestamp = 0;

  constructor(rateHz: SoundRate) {
    this.#resampler = new Resampler(rateHz, 8000);
  }

  changeRate(rateHz: SoundRate): void {
    this.#resampler = new Resampler(rateHz, 8000);
  }

  /** Takes the 20 ms of this turn. */
  write(recording: Recording, samples: Int16Array, nowMs: number): void {
    const count = this.#resampler.process(samples, samples.length, this.#narrow);
    recording.writeLinear(rightChannel, mixSource, this.#timestamp, this.#narrow, count, nowMs);
    this.#timestamp = (this.#timestamp + samplesPerFrame) >>> 0;
  }

  /** A turn in which there is nothing to hear. */
  pass(): void {
    this.#timestamp = (this.#timestamp + samplesPerFrame) >>> 0;
  }
}
