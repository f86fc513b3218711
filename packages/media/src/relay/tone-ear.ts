// Listens for keys in the sound of one leg, packet by packet: a lost one does not cut a key in two.
import { ToneDetector } from "../dtmf/index.ts";
import type { ToneListener } from "../dtmf/index.ts";
import { sequenceDelta, timestampDelta } from "../rtp/index.ts";
import type { RtpHeader } from "../rtp/index.ts";

/** With more than 60 ms missing, nobody knows whether it was one key or two. */
const mostLostPackets = 3;
const longestGapMs = 60;
/** A sequence number this far back is late; farther back, the source has begun anew. */
const longestMisorder = 100;
/** A phone that sends no silence falls quiet with the key; it is up then. */
const quietMs = 100;

export class ToneEar {
  readonly #detector: ToneDetector;
  #ssrc = -1;
  #nextSequence = 0;
  #nextTimestamp = 0;
  #heardAtMs = 0;

  constructor(listener: ToneListener) {
    this.#detector = new ToneDetector(listener);
  }

  /** True while the packet at hand may be of a key's tone: less than 20 ms of it went before. */
  get suspects(): boolean {
    return this.#detector.suspects;
  }

  /** Hears the packet with this header: `count` samples at 8 kHz, `lengthUnits` long on the stream's clock. */
  hear(header: RtpHeader, samples: Int16Array, count: number, clockPerMs: number, nowMs: number): void {
    const { ssrc, sequence, timestamp } = header;
    const step = sequenceDelta(sequence, this.#nextSequence);
    const isSame = ssrc === this.#ssrc;
    if (isSame && step < 0 && step >= -longestMisorder) return;
    const gap = timestampDelta(timestamp, this.#nextTimestamp);
    const goesOn =
      isSame && step >= 0 && step <= mostLostPackets && Math.abs(gap) <= longestGapMs * clockPerMs;
    if (!goesOn) this.#detector.reset();
    else if (step > 0 || gap > clockPerMs) this.#detector.skip();
    this.#ssrc = ssrc;
    this.#nextSequence = (sequence + 1) & 0xffff;
    this.#nextTimestamp = (timestamp + (count / 8) * clockPerMs) >>> 0;
    this.#heardAtMs = nowMs;
    this.#detector.push(samples, count);
  }

  /** To be called now and then. */
  expire(nowMs: number): void {
    if (this.#detector.sounding && nowMs - this.#heardAtMs >= quietMs) this.#detector.reset();
  }
}
