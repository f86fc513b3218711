// Comfort noise (RFC 3389): the room behind a silent speaker as a level and a rough spectrum, and noise made of them.

/** Reflection coefficients sent: enough for the colour of a room (RFC 3389 §3.2 leaves the number open). */
const order = 8;
/** RFC 3389 §3.1: −dBov in the low seven bits. */
const quietestLevel = 127;
/** 0 dBov: the power of a full-scale square wave. */
const fullScale = 32_768;
/** RFC 3389 §3.2: k = 258 (N − 127) / 32768, just short of ±1, where the filter would not die away. */
const quantizerZero = 127;
const quantizerStep = 258 / 32_768;
export const comfortNoisePayloadType = 13;

/** Describes the first `count` samples as a SID payload at `bytes[at]`; answers its length. */
export function writeSilenceDescription(
  samples: Int16Array,
  count: number,
  bytes: Uint8Array,
  at: number,
): number {
  const correlation = new Float64Array(order + 1);
  for (let lag = 0; lag <= order; lag++) {
    let sum = 0;
    for (let i = lag; i < count; i++) sum += (samples[i] as number) * (samples[i - lag] as number);
    correlation[lag] = sum;
  }
  const power = (correlation[0] as number) / Math.max(1, count) / fullScale ** 2;
  const level = power > 0 ? Math.round(-10 * Math.log10(power)) : quietestLevel;
  bytes[at] = Math.min(quietestLevel, Math.max(0, level));
  const reflections = reflectionCoefficients(correlation);
  for (let i = 0; i < order; i++) {
    bytes[at + 1 + i] = quantizerZero + Math.round((reflections[i] as number) / quantizerStep);
  }
  return 1 + order;
}

/** Levinson's recursion; the sign is that of the lattice filter in `ComfortNoise`. */
function reflectionCoefficients(correlation: Float64Array): Float64Array {
  const reflections = new Float64Array(order);
  const predictor = new Float64Array(order + 1);
  const former = new Float64Array(order + 1);
  let error = correlation[0] as number;
  for (let i = 1; i <= order && error > 0; i++) {
    let sum = correlation[i] as number;
    for (let j = 1; j < i; j++) sum += (predictor[j] as number) * (correlation[i - j] as number);
    const reflection = Math.min(1, Math.max(-1, -sum / error));
    former.set(predictor);
    for (let j = 1; j < i; j++) predictor[j] = (former[j] as number) + reflection * (former[i - j] as number);
    predictor[i] = reflection;
    reflections[i - 1] = reflection;
    error *= 1 - reflection * reflection;
  }
  return reflections;
}

/** Makes noise of the latest description. */
export class ComfortNoise {
  /** Any order may come; 20 is more than any sender has. */
  static readonly #longestOrder = 20;
  readonly #reflections = new Float64Array(ComfortNoise.#longestOrder);
  readonly #delays = new Float64Array(ComfortNoise.#longestOrder + 1);
  #order = 0;
  #excitation = 0;
  #seed = 0x2545_f491;

  /** Reads the payload `bytes[start, end)`. False when it is empty. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (end <= start) return false;
    this.#order = Math.min(end - start - 1, ComfortNoise.#longestOrder);
    let passed = 1;
    for (let i = 0; i < this.#order; i++) {
      const value = Math.min(2 * quantizerZero, bytes[start + 1 + i] as number);
      const reflection = (value - quantizerZero) * quantizerStep;
      this.#reflections[i] = reflection;
      passed *= 1 - reflection * reflection;
    }
    const level = (bytes[start] as number) & 0x7f;
    // The filter's gain in power is 1 / passed; noise spread evenly over ±a has the power a² / 3.
    this.#excitation = level === quietestLevel ? 0 : fullScale * Math.sqrt(3 * passed) * 10 ** (-level / 20);
    return true;
  }

  /** Makes the first `count` samples. */
  make(samples: Int16Array, count: number): void {
    for (let i = 0; i < count; i++) {
      let forward = this.#excitation * this.#noise();
      for (let stage = this.#order; stage > 0; stage--) {
        const reflection = this.#reflections[stage - 1] as number;
        const delayed = this.#delays[stage - 1] as number;
        forward -= reflection * delayed;
        this.#delays[stage] = delayed + reflection * forward;
      }
      this.#delays[0] = forward;
      samples[i] = Math.min(32_767, Math.max(-32_768, Math.round(forward)));
    }
  }

  /** −1 … 1, evenly spread (xorshift). */
  #noise(): number {
    let seed = this.#seed;
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    this.#seed = seed;
    return seed / 2 ** 31;
  }
}
