// The sum of voices for each who listens: everybody's but one's own, each as loud as the route from speaker to listener
// says. Everything it needs is made when somebody takes a seat; a turn of 20 ms makes no garbage.
//
// listener hears of a speaker  | gain
// -----------------------------+--------------------------------------------
// member of a conference       | 1
// supervisor who listens       | 0, for everybody
// supervisor who whispers      | 1 for the agent, 0 for the others
// oneself                      | 0
import type { SoundRate } from "../codecs/index.ts";
import { Limiter } from "./limiter.ts";
import { SpeakerBuffer } from "./speaker-buffer.ts";

/** How many can be in one conference. */
export const longestConference = 32;
const frameMs = 20;

type Seat = {
  buffer: SpeakerBuffer;
  limiter: Limiter;
  /** What the speaker says in this turn, where `sounds` is true. */
  frame: Int16Array;
  sounds: boolean;
  /** By speaker: as loud as the listener in this seat hears them now, and from the end of the next turn on. */
  readonly gains: Float64Array;
  readonly wanted: Float64Array;
};

export class Mixer {
  #rateHz: SoundRate;
  #frameSamples: number;
  readonly #seats: (Seat | undefined)[] = Array.from({ length: longestConference }, () => undefined);
  /** Mean magnitude of each speaker in this turn. */
  readonly levels = new Float64Array(longestConference);
  #total: Float32Array;
  #sum: Float32Array;

  constructor(rateHz: SoundRate) {
    this.#rateHz = rateHz;
    this.#frameSamples = (rateHz / 1000) * frameMs;
    this.#total = new Float32Array(this.#frameSamples);
    this.#sum = new Float32Array(this.#frameSamples);
  }

  get rateHz(): SoundRate {
    return this.#rateHz;
  }

  get frameSamples(): number {
    return this.#frameSamples;
  }

  /** Takes a free seat: from the next turn on they hear and are heard, fading in. Undefined when all are taken. */
  sit(): number | undefined {
    const place = this.#seats.indexOf(undefined);
    if (place < 0) return undefined;
    const gains = new Float64Array(longestConference);
    const wanted = new Float64Array(longestConference).fill(1);
    wanted[place] = 0;
    this.#seats.forEach((other, at) => {
      if (other === undefined) return;
      other.gains[place] = 0;
      other.wanted[place] = 1;
      gains[at] = 0;
    });
    this.#seats[place] = { ...this.#makeSound(), sounds: false, gains, wanted };
    return place;
  }

  leave(place: number): void {
    this.#seats[place] = undefined;
    this.levels[place] = 0;
  }

  /** How loud `listener` hears `speaker`, 0 to 1; reached within one turn, or at once where it must not be heard. */
  route(speaker: number, listener: number, gain: number, isAtOnce = false): void {
    const seat = this.#seats[listener];
    if (seat === undefined || speaker === listener) return;
    seat.wanted[speaker] = gain;
    if (isAtOnce) seat.gains[speaker] = gain;
  }

  /** True when `listener` hears `speaker`, or will. */
  hears(listener: number, speaker: number): boolean {
    return (this.#seats[listener]?.wanted[speaker] ?? 0) > 0;
  }

  /** Where the speaker's sound goes in, at the mixer's rate. */
  buffer(place: number): SpeakerBuffer | undefined {
    return this.#seats[place]?.buffer;
  }

  /** Goes on at another rate; what waits is taken along. */
  changeRate(rateHz: SoundRate): void {
    if (rateHz === this.#rateHz) return;
    this.#rateHz = rateHz;
    this.#frameSamples = (rateHz / 1000) * frameMs;
    this.#total = new Float32Array(this.#frameSamples);
    this.#sum = new Float32Array(this.#frameSamples);
    for (const seat of this.#seats) {
      if (seat === undefined) continue;
      const { buffer } = seat;
      Object.assign(seat, this.#makeSound());
      seat.buffer.takeOver(buffer);
    }
  }

  /** Begins a turn: takes 20 ms of each speaker. */
  turn(): void {
    const total = this.#total;
    total.fill(0);
    for (let place = 0; place < longestConference; place++) {
      const seat = this.#seats[place];
      if (seat === undefined) continue;
      const { frame } = seat;
      seat.sounds = seat.buffer.pull(frame);
      let magnitudes = 0;
      if (seat.sounds) {
        for (let i = 0; i < frame.length; i++) {
          const sample = frame[i] as number;
          total[i] = (total[i] as number) + sample;
          magnitudes += sample < 0 ? -sample : sample;
        }
      }
      this.levels[place] = magnitudes / frame.length;
    }
  }

  /** Writes what the listener hears in this turn to `output`. False: nothing, and `output` is as it was. To be called once a turn. */
  heardBy(listener: number, output: Int16Array): boolean {
    const seat = this.#seats[listener];
    if (seat === undefined) return false;
    let isHeard = false;
    const sum = this.#sum;
    sum.set(this.#total);
    for (let place = 0; place < longestConference; place++) {
      const speaker = this.#seats[place];
      if (speaker === undefined) continue;
      const from = seat.gains[place] as number;
      const to = seat.wanted[place] as number;
      seat.gains[place] = to;
      if (!speaker.sounds) continue;
      if (from > 0 || to > 0) isHeard = true;
      if (from !== 1 || to !== 1) addDifference(sum, speaker.frame, from - 1, to - 1);
    }
    // A limiter that is coming back to full strength must not miss turns; silence needs none.
    if (isHeard) seat.limiter.apply(sum, output);
    return isHeard;
  }

  #makeSound(): Pick<Seat, "buffer" | "limiter" | "frame"> {
    return {
      buffer: new SpeakerBuffer(this.#rateHz),
      limiter: new Limiter(this.#rateHz),
      frame: new Int16Array(this.#frameSamples),
    };
  }
}

/** Adds `frame`, as loud as `from` at its beginning and `to` at its end. */
function addDifference(sum: Float32Array, frame: Int16Array, from: number, to: number): void {
  const { length } = frame;
  if (from === to) {
    for (let i = 0; i < length; i++) sum[i] = (sum[i] as number) + (frame[i] as number) * from;
    return;
  }
  const step = (to - from) / length;
  for (let i = 0; i < length; i++)
    sum[i] = (sum[i] as number) + (frame[i] as number) * (from + step * (i + 1));
}
