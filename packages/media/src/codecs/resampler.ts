// From one sample rate to another by a polyphase filter: a windowed sinc, cut into one short filter for each
// position an output sample can have between two input samples.

/** Zero crossings of the sinc on each side: sets how narrow the band between pass and stop is. */
const crossings = 22;
/** Kaiser's window with this shape has its side lobes 100 dB down. */
const kaiserShape = 10.06;
/** The pass band ends here, as a share of the lower of both rates: 3400 Hz of 8000, as in telephony ever since. */
export const passBandShare = 0.425;
/** From here on all is gone; what lies between folds to above the pass band only. Half of all coefficients are zero so. */
export const stopBandShare = 1 - passBandShare;
const negligible = 1e-9;

export type ResamplerRate = 8000 | 16_000 | 24_000 | 48_000;

/** The phases of one pair of rates, shared by all streams. */
type Bank = {
  /** Output samples for each `decimation` input samples. */
  readonly interpolation: number;
  readonly decimation: number;
  readonly taps: number;
  /** The coefficients that are not zero, phase after phase, and which sample each is for, the newest being 0. */
  readonly coefficients: Float64Array;
  readonly places: Uint16Array;
  /** Where each phase begins in them, and the last one ends. */
  readonly starts: Uint32Array;
};

const banks = new Map<string, Bank>();

/** Converts the sound of one stream. Equal rates copy. */
export class Resampler {
  readonly #bank: Bank;
  /** The latest `taps` samples twice in a row, so that a filter never wraps around. */
  readonly #history: Float64Array;
  #place = 0;
  /** Position of the next output sample after the latest input one, in steps of 1 / interpolation. */
  #phase = 0;

  constructor(fromHz: ResamplerRate, toHz: ResamplerRate) {
    this.#bank = bankOf(fromHz, toHz);
    this.#history = new Float64Array(2 * this.#bank.taps);
  }

  /**
   * Converts the first `count` samples of `input` to the beginning of `output`; answers how many came out. `output`
   * has room for count · to / from, rounded up.
   */
  process(input: Int16Array, count: number, output: Int16Array): number {
    const { interpolation, decimation, taps, coefficients, places, starts } = this.#bank;
    const history = this.#history;
    let place = this.#place;
    let phase = this.#phase;
    let made = 0;
    for (let i = 0; i < count; i++) {
      place = place === 0 ? taps - 1 : place - 1;
      const sample = input[i] as number;
      history[place] = sample;
      history[place + taps] = sample;
      for (; phase < interpolation; phase += decimation) {
        const end = starts[phase + 1] as number;
        let sum = 0;
        for (let n = starts[phase] as number; n < end; n++) {
          sum += (coefficients[n] as number) * (history[place + (places[n] as number)] as number);
        }
        output[made++] = sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : Math.round(sum);
      }
      phase -= interpolation;
    }
    this.#place = place;
    this.#phase = phase;
    return made;
  }
}

function bankOf(fromHz: number, toHz: number): Bank {
  const name = `${fromHz}/${toHz}`;
  let bank = banks.get(name);
  if (bank === undefined) {
    bank = makeBank(fromHz, toHz);
    banks.set(name, bank);
  }
  return bank;
}

function makeBank(fromHz: number, toHz: number): Bank {
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const interpolation = toHz / divisor;
  const decimation = fromHz / divisor;
  const lower = Math.min(fromHz, toHz);
  // Whole crossings at the input's rate: the filter grows longer where the output's rate is the lower one.
  const half = interpolation === decimation ? 0 : Math.ceil((crossings * fromHz) / lower);
  const taps = 2 * half + 1;
  const kept: { coefficient: number; place: number }[] = [];
  const starts = new Uint32Array(interpolation + 1);
  for (let phase = 0; phase < interpolation; phase++) {
    kept.push(...filterOf(phase / interpolation, half, lower / fromHz));
    starts[phase + 1] = kept.length;
  }
  const coefficients = Float64Array.from(kept, ({ coefficient }) => coefficient);
  const places = Uint16Array.from(kept, ({ place }) => place);
  return { interpolation, decimation, taps, coefficients, places, starts };
}

/** The filter of an output sample that lies `fraction` of an input sample after the middle one. */
function filterOf(
  fraction: number,
  half: number,
  rateShare: number,
): { coefficient: number; place: number }[] {
  const taps = Array.from({ length: 2 * half + 1 }, (_, place) => {
    const at = place - half + fraction;
    return { place, coefficient: sinc(rateShare * at) * kaiser(at / (half + 1)) };
  }).filter(({ coefficient }) => Math.abs(coefficient) > negligible);
  // Each phase passes a constant as it is: otherwise they would differ, and be heard as a tone.
  const sum = taps.reduce((total, { coefficient }) => total + coefficient, 0);
  return taps.map(({ place, coefficient }) => ({ place, coefficient: coefficient / sum }));
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The window at −1 … 1. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(kaiserShape * Math.sqrt(1 - x * x)) / bessel(kaiserShape);
}

/** The modified Bessel function of the first kind and order zero, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; term > sum * 1e-12; n++) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}
