// Finds keys in sound (ITU-T Q.23 tones by the tolerances of Q.24): windows of 20 ms, one every 5 ms, are looked at
// one by one, and what they say in a row makes a key.
//
// state   window has the tones of one key       of another key            of none
// idle    the fourth in a row: down → sounding  counting begins anew      -
// sounding -                                    the fourth: up, down      the seventh in a row: up → idle
import { rowHz, columnHz, codeOfTones } from "./tones.ts";

/** Samples of a window at 8 kHz: 20 ms tell tones 50 Hz apart, which is less than the rows are. */
const windowSamples = 160;
const hopSamples = 40;
/** 40 ms of a tone are in five windows or more, 23 ms in three (Q.24: to be taken, and not to be). */
const windowsToPress = 4;
/** A dropout of 10 ms is missed by four windows at most, a pause of 40 ms by eight at least. */
const windowsToRelease = 7;
/** A window that is tone by three quarters counts: half of what the windows overlap is no tone yet, or no more. */
const edgeMs = 5;
/** Of each tone: −32 dBm0; Q.24 asks for −25 to be heard. */
const leastAmplitude = 570;
/** Between the two: Q.24 asks for 8 dB where the row is the stronger, and 4 where the column is. */
const mostTwist = 10 ** 0.9;
/** The two tones' share of a window's power: speech and music have more than two. */
const leastShare = 0.8;
/** The second strongest of a group is this much weaker: the nearest tone is more than a window's resolution away. */
const leastLead = 4;
/** Voices have the double of a tone as well (Q.24's talk-off); a keypad has not. */
const mostHarmonic = 0.06;
const clearOfColumnHz = 130;
/** Within ±1.5 % a tone must be taken, beyond 3.5 % not: half way to this neighbour is the border. */
const neighbourShift = 0.05;
/** Where a tone that is off by 1.5 % is still nearly whole. */
const tuningShift = 0.01;
const sampleRateHz = 8000;

export type ToneListener = { keyDown(code: number): void; keyUp(code: number, durationMs: number): void };

export class ToneDetector {
  readonly #listener: ToneListener;
  /** The last window, oldest first. */
  readonly #window = new Float64Array(windowSamples);
  /** How many of its samples are there. */
  #filled = 0;
  #candidate = -1;
  #hits = 0;
  #misses = 0;
  #pressed = -1;
  /** Hops between the first and the last window of the key that sounds. */
  #hops = 0;

  constructor(listener: ToneListener) {
    this.#listener = listener;
  }

  /** True while the sound at hand may be a key's, which is known before the key is sure. */
  suspects = false;

  get sounding(): boolean {
    return this.#pressed >= 0;
  }

  /** Takes `count` samples at 8 kHz. */
  push(samples: Int16Array, count: number): void {
    this.suspects = this.sounding;
    for (let at = 0; at < count;) {
      const taken = Math.min(count - at, windowSamples - this.#filled);
      for (let i = 0; i < taken; i++) this.#window[this.#filled + i] = samples[at + i] as number;
      this.#filled += taken;
      at += taken;
      if (this.#filled < windowSamples) return;
      this.#judge(codeOfWindow(this.#window));
      this.#window.copyWithin(0, hopSamples);
      this.#filled -= hopSamples;
    }
  }

  /** A packet was lost: what sounds goes on, and no window reaches over the gap. */
  skip(): void {
    this.#filled = 0;
  }

  /** Nothing follows what was heard so far. */
  reset(): void {
    this.#filled = 0;
    this.#candidate = -1;
    this.#hits = 0;
    if (this.sounding) this.#release();
  }

  #judge(code: number): void {
    if (code >= 0) this.suspects = true;
    if (code === this.#candidate) this.#hits++;
    else {
      this.#candidate = code;
      this.#hits = 1;
    }
    if (!this.sounding) {
      if (code >= 0 && this.#hits === windowsToPress) this.#press(code);
      return;
    }
    this.#hops++;
    if (code === this.#pressed) this.#misses = 0;
    else if (++this.#misses === windowsToRelease) this.#release();
    else if (code >= 0 && this.#hits === windowsToPress) {
      this.#release();
      this.#press(code);
    }
  }

  #press(code: number): void {
    this.#pressed = code;
    this.#misses = 0;
    this.#hops = windowsToPress - 1;
    this.#listener.keyDown(code);
  }

  #release(): void {
    const code = this.#pressed;
    const samples = (this.#hops - this.#misses) * hopSamples + windowSamples;
    this.#pressed = -1;
    this.#misses = 0;
    this.#listener.keyUp(code, Math.max(0, Math.round((1000 * samples) / sampleRateHz) - edgeMs));
  }
}

/** The key whose tones these are, −1 when they are no key's. */
function codeOfWindow(window: Float64Array): number {
  let energy = 0;
  for (let i = 0; i < windowSamples; i++) energy += (window[i] as number) ** 2;
  if (energy < windowSamples * leastAmplitude * leastAmplitude) return -1;
  const row = strongest(window, rowHz);
  const column = row < 0 ? -1 : strongest(window, columnHz);
  if (column < 0) return -1;
  const rowPower = tunedPower(window, rowHz[row] as number);
  const columnPower = rowPower < 0 ? -1 : tunedPower(window, columnHz[column] as number);
  if (columnPower < 0) return -1;
  if (rowPower > mostTwist * columnPower || columnPower > mostTwist * rowPower) return -1;
  if (Math.min(rowPower, columnPower) < (leastAmplitude * leastAmplitude) / 2) return -1;
  if ((rowPower + columnPower) * windowSamples < leastShare * energy) return -1;
  return isVoice(window, row, column, rowPower, columnPower) ? -1 : codeOfTones(row, column);
}

/** Whether a tone has its double beside it. */
function isVoice(
  window: Float64Array,
  row: number,
  column: number,
  rowPower: number,
  columnPower: number,
): boolean {
  const [columnAtHz, doubleHz] = [columnHz[column] as number, 2 * (rowHz[row] as number)];
  if (powerAt(window, 2 * columnAtHz) > mostHarmonic * columnPower) return true;
  // The double of some rows is next to a column, whose power it would be taken for.
  if (Math.abs(doubleHz - columnAtHz) < clearOfColumnHz) return false;
  return powerAt(window, doubleHz) > mostHarmonic * rowPower;
}

/** Which of four tones leads the others clearly; −1: none does. */
function strongest(window: Float64Array, tonesHz: readonly number[]): number {
  let best = -1;
  let [first, second] = [0, 0];
  for (let i = 0; i < tonesHz.length; i++) {
    const power = powerAt(window, tonesHz[i] as number);
    if (power > first) {
      second = first;
      first = power;
      best = i;
    } else if (power > second) second = power;
  }
  return first > leastLead * second ? best : -1;
}

/** The power of the tone near this frequency; −1 when it is too far off. */
function tunedPower(window: Float64Array, frequencyHz: number): number {
  const centre = powerAt(window, frequencyHz);
  if (powerAt(window, frequencyHz * (1 - neighbourShift)) > centre) return -1;
  if (powerAt(window, frequencyHz * (1 + neighbourShift)) > centre) return -1;
  const below = powerAt(window, frequencyHz * (1 - tuningShift));
  return Math.max(centre, below, powerAt(window, frequencyHz * (1 + tuningShift)));
}

/** Mean power of one frequency in a window, by Goertzel's algorithm: A²/2 for a sine of amplitude A. */
function powerAt(window: Float64Array, frequencyHz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequencyHz) / sampleRateHz);
  let former = 0;
  let last = 0;
  for (let i = 0; i < windowSamples; i++) {
    const next = (window[i] as number) + coefficient * last - former;
    former = last;
    last = next;
  }
  const power = former * former + last * last - coefficient * former * last;
  return (2 * power) / (windowSamples * windowSamples);
}
