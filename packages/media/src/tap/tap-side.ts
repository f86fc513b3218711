// One side of an audio tap: samples of a leg as they come, out as frames of 20 ms without a gap. Silence is what did
// not come, so that frame n is always what was said n · 20 ms after the tap began, give or take the network's jitter.

const tapFrameMs = 20;
/** Sound later than this is silence: an engine that waits for the end of speech must not wait for the network. */
const patienceMs = 300;
/** Ahead of the clock by more than this, sound is left out: a burst after a stall that silence has stood for. */
const longestLeadMs = 100;
/** After a longer stall of this thread the frames of silence are made up over several calls. */
const mostFramesAtOnce = 50;

export type TapRate = 8000 | 16_000;
/** `atMs` since the tap began; `samples` is reused after the call that gets it. */
export type TapFrame = { readonly sequence: number; readonly atMs: number; readonly samples: Int16Array };

export class TapSide {
  readonly rateHz: TapRate;
  readonly #startMs: number;
  readonly #emit: (frame: TapFrame) => void;
  readonly #frame: Int16Array;
  #filled = 0;
  #sequence = 0;

  constructor(rateHz: TapRate, startMs: number, emit: (frame: TapFrame) => void) {
    this.rateHz = rateHz;
    this.#startMs = startMs;
    this.#emit = emit;
    this.#frame = new Int16Array((rateHz / 1000) * tapFrameMs);
  }

  /**
   * Takes the first `count` samples of a packet. `gapMs`: how much was lost just before it; undefined when nobody
   * knows how long the pause was, so that the clock decides.
   */
  push(samples: Int16Array, count: number, gapMs: number | undefined, nowMs: number): void {
    const lengthMs = count / (this.rateHz / 1000);
    const missingMs = gapMs ?? this.#behindMs(nowMs) - lengthMs;
    if (missingMs > 0) this.#append(undefined, this.#samplesOf(Math.min(missingMs, patienceMs)));
    if (this.#behindMs(nowMs) < -longestLeadMs) return;
    this.#append(samples, count);
  }

  /** To be called now and then: silence stands for what is too late. */
  advance(nowMs: number): void {
    const lateMs = this.#behindMs(nowMs) - patienceMs;
    if (lateMs < tapFrameMs) return;
    this.#append(undefined, this.#samplesOf(Math.min(lateMs, mostFramesAtOnce * tapFrameMs)));
  }

  #samplesOf(ms: number): number {
    return Math.round(ms * (this.rateHz / 1000));
  }

  #behindMs(nowMs: number): number {
    return nowMs - this.#startMs - this.#sequence * tapFrameMs - this.#filled / (this.rateHz / 1000);
  }

  #append(samples: Int16Array | undefined, count: number): void {
    const frame = this.#frame;
    for (let at = 0; at < count;) {
      const taken = Math.min(count - at, frame.length - this.#filled);
      if (samples === undefined) frame.fill(0, this.#filled, this.#filled + taken);
      else for (let i = 0; i < taken; i++) frame[this.#filled + i] = samples[at + i] as number;
      at += taken;
      this.#filled += taken;
      if (this.#filled < frame.length) return;
      this.#emit({ sequence: this.#sequence, atMs: this.#sequence * tapFrameMs, samples: frame });
      this.#sequence++;
      this.#filled = 0;
    }
  }
}
