// Where in a message something is said: by how loud it is, every 20 ms. Pure.

/** Samples of 20 ms at 8 kHz. */
const frameSamples = 160;
const frameMs = 20;
/** From here on the magnitude of an A-law sample is 264 of 32,768 or more: −42 dBFS, above the noise of a quiet line. */
const loudMagnitude = 16;
/** Of a frame's samples, so that single clicks are no speech. */
const loudShare = 0.1;
/** Kept before the first and behind the last word: a soft beginning or end is quieter than the threshold. */
const marginMs = 300;
/** Less than this is no message: somebody put the receiver down, or only breathed. */
const leastSpeechMs = 600;

/** What is said of a message: the part to hear, ms from the recording's start; undefined for an empty one. */
export type Speech = { readonly fromMs: number; readonly untilMs: number };

export class SpeechFinder {
  #frames = 0;
  #inFrame = 0;
  #loudInFrame = 0;
  #loudFrames = 0;
  #first: number | undefined;
  #last = 0;

  /** Takes A-law samples (ITU-T G.711: even bits inverted) in their order. */
  take(samples: Uint8Array): void {
    for (const sample of samples) {
      if (((sample ^ 0x55) & 0x7f) >= loudMagnitude) this.#loudInFrame++;
      if (++this.#inFrame === frameSamples) this.#endFrame();
    }
  }

  /** Of all that was taken. */
  found(): Speech | undefined {
    if (this.#first === undefined || this.#loudFrames * frameMs < leastSpeechMs) return undefined;
    return {
      fromMs: Math.max(0, this.#first * frameMs - marginMs),
      untilMs: Math.min(this.#frames * frameMs, (this.#last + 1) * frameMs + marginMs),
    };
  }

  #endFrame(): void {
    if (this.#loudInFrame >= frameSamples * loudShare) {
      this.#first ??= this.#frames;
      this.#last = this.#frames;
      this.#loudFrames++;
    }
    this.#frames++;
    this.#inFrame = 0;
    this.#loudInFrame = 0;
  }
}
