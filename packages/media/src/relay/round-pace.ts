// How soon the loop looks again: where many packets come, a short rest lets some gather, as network cards do with
// their interrupts. A look that finds one packet costs nearly as much as one that finds ten.

/** A rest is heard by nobody, and costs a tenth of what a frame lasts at most. */
const restMicros = 100;
/** Packets in a window from which on more than one come while the loop rests. */
const manyPackets = 100;
const windowMs = 10;

export class RoundPace {
  #packets = 0;
  #windowEndsAtMs = 0;
  #rests = false;

  /** How long to rest before the next look, µs, after a round that has received so many packets. */
  after(packets: number, nowMs: number): number {
    this.#packets += packets;
    if (nowMs >= this.#windowEndsAtMs) {
      this.#rests = this.#packets >= manyPackets;
      this.#packets = 0;
      this.#windowEndsAtMs = nowMs + windowMs;
    }
    return this.#rests ? restMicros : 0;
  }
}
