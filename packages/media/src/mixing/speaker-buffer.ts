// The sound of one speaker on its way into the mixer: what comes unevenly goes out by 20 ms a turn, with as little
// delay as its arrival allows.
//
// at a turn                                    | what goes out            | delay afterwards
// ---------------------------------------------+--------------------------+--------------------
// a frame is there                             | it                       | same
// none is there, the speaker has just spoken   | the last period, fading  | 20 ms more, if it was late; same, if it was lost
// none is there for longer                     | silence                  | begins anew with the next packet
// for two seconds one more than needed was there | two, one fading into the other | 20 ms less
import { createConcealment } from "../codecs/index.ts";
import type { Concealment, SoundRate } from "../codecs/index.ts";

/** Beyond this a caller notices the delay more than a lost word. */
const longestDelayMs = 200;
/** Who is not heard for this long has stopped, and begins anew. */
const longestConcealedFrames = 3;
/** A spare frame that was needed at none of so many turns (two seconds) is given back. */
const turnsToShrink = 100;
const frameMs = 20;
/** What is looked at of the past, which the ring keeps, when something has to be made up. */
const rememberedMs = 25;

export class SpeakerBuffer {
  readonly rateHz: SoundRate;
  readonly #frameSamples: number;
  readonly #ring: Int16Array;
  readonly #concealment: Concealment;
  readonly #past: Int16Array;
  #first = 0;
  #count = 0;
  /** Nothing is played until a frame is there. */
  #isFilling = true;
  #concealedFrames = 0;
  /** Made up at turns for what may come late yet, or is known as lost later. */
  #owed = 0;
  #leastSpare = Number.MAX_SAFE_INTEGER;
  #turns = 0;

  constructor(rateHz: SoundRate) {
    this.rateHz = rateHz;
    this.#frameSamples = (rateHz / 1000) * frameMs;
    this.#ring = new Int16Array((rateHz / 1000) * longestDelayMs);
    this.#concealment = createConcealment(rateHz);
    this.#past = new Int16Array((rateHz / 1000) * rememberedMs);
  }

  /** How many samples wait. */
  get waiting(): number {
    return this.#count;
  }

  /** Takes sound that follows what came before it. What waits for too long gives way. */
  push(samples: Int16Array, count: number): void {
    this.#owed = 0;
    this.#append(samples, count);
  }

  /** Takes what was made up for lost packets; as much as was made up at turns already is left out. */
  pushLost(samples: Int16Array, count: number): void {
    const played = Math.min(this.#owed, count);
    this.#owed -= played;
    this.#append(samples, count - played);
  }

  /** Writes the next 20 ms to `frame`. False: there is silence, and `frame` is as it was. */
  pull(frame: Int16Array): boolean {
    const size = this.#frameSamples;
    if (this.#count < size) return this.#conceal(frame);
    this.#isFilling = false;
    this.#concealedFrames = 0;
    this.#take(frame);
    this.#leastSpare = Math.min(this.#leastSpare, this.#count);
    if (++this.#turns >= turnsToShrink) this.#shrink(frame);
    return true;
  }

  /** Takes over what waits in another buffer, once: the mixer goes on at another rate. */
  takeOver(other: SpeakerBuffer): void {
    const ratio = this.rateHz / other.rateHz;
    const ring = other.#ring;
    this.#count = Math.min(this.#ring.length, Math.floor(other.#count * ratio));
    this.#first = 0;
    for (let i = 0; i < this.#count; i++) {
      const at = Math.floor(i / ratio);
      const next = Math.min(at + 1, other.#count - 1);
      const part = i / ratio - at;
      const a = ring[(other.#first + at) % ring.length] as number;
      const b = ring[(other.#first + next) % ring.length] as number;
      this.#ring[i] = ratio < 1 ? (a + b) / 2 : a + (b - a) * part;
    }
    this.#isFilling = other.#isFilling;
  }

  #append(samples: Int16Array, count: number): void {
    const ring = this.#ring;
    const { length } = ring;
    const skipped = Math.max(0, count - length);
    const excess = this.#count + count - skipped - length;
    if (excess > 0) {
      // Whole frames: what is left keeps its place against the turns.
      const dropped = Math.min(this.#count, Math.ceil(excess / this.#frameSamples) * this.#frameSamples);
      this.#first = (this.#first + dropped) % length;
      this.#count -= dropped;
    }
    let place = (this.#first + this.#count) % length;
    for (let i = skipped; i < count; i++) {
      ring[place] = samples[i] as number;
      if (++place === length) place = 0;
    }
    this.#count += count - skipped;
  }

  #take(frame: Int16Array): void {
    const ring = this.#ring;
    let place = this.#first;
    for (let i = 0; i < this.#frameSamples; i++) {
      frame[i] = ring[place] as number;
      if (++place === ring.length) place = 0;
    }
    this.#first = place;
    this.#count -= this.#frameSamples;
  }

  #conceal(frame: Int16Array): boolean {
    if (this.#isFilling) return false;
    if (++this.#concealedFrames > longestConcealedFrames) {
      this.#isFilling = true;
      this.#owed = 0;
      return false;
    }
    if (this.#concealedFrames === 1) this.#remember();
    this.#concealment.fill(frame, this.#frameSamples);
    this.#owed += this.#frameSamples;
    this.#leastSpare = 0;
    return true;
  }

  /** Tells the concealment what was played last: a buffer that runs dry has not overwritten it. */
  #remember(): void {
    const ring = this.#ring;
    const past = this.#past;
    for (let i = 0; i < past.length; i++) {
      past[i] = ring[(this.#first - past.length + i + ring.length) % ring.length] as number;
    }
    this.#concealment.heard(past, past.length);
  }

  /** A frame that was always spare: the one at hand fades into the one after it. */
  #shrink(frame: Int16Array): void {
    const size = this.#frameSamples;
    const isSpare = this.#leastSpare >= size && this.#count >= size;
    this.#turns = 0;
    this.#leastSpare = Number.MAX_SAFE_INTEGER;
    if (!isSpare) return;
    const ring = this.#ring;
    for (let i = 0; i < size; i++) {
      const after = ring[(this.#first + i) % ring.length] as number;
      frame[i] = Math.round(((frame[i] as number) * (size - i) + after * i) / size);
    }
    this.#first = (this.#first + size) % ring.length;
    this.#count -= size;
  }
}
