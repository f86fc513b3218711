// How loud a sound is to people: integrated loudness by ITU-R BS.1770-4, of one channel.

/** One filter of two poles and two zeros, a0 = 1. */
type Biquad = {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
};

/** LUFS of full scale's square, so that a sine of 997 Hz at full scale has −3.01 (Annex 1). */
const offset = -0.691;
/** Quieter blocks are no part of what is said. */
const absoluteGate = -70;
const relativeGate = -10;
/** Blocks of 400 ms begin every 100 ms. */
const stepsPerSecond = 10;
const stepsPerBlock = 4;

/** LUFS of samples between −1 and 1; −Infinity where all is silence. Less than a block is taken as one. */
export function loudnessOf(samples: Float32Array, sampleRateHz: number): number {
  const energies = blockEnergies(samples, sampleRateHz);
  const audible = energies.filter((energy) => lufs(energy) > absoluteGate);
  const gate = lufs(mean(audible)) + relativeGate;
  return lufs(mean(audible.filter((energy) => lufs(energy) > gate)));
}

function lufs(energy: number): number {
  return offset + 10 * Math.log10(energy);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mean square of each block as the ear weighs it. */
function blockEnergies(samples: Float32Array, sampleRateHz: number): number[] {
  const sums = stepSums(samples, sampleRateHz);
  const perStep = Math.round(sampleRateHz / stepsPerSecond);
  if (sums.length < stepsPerBlock) {
    const sum = sums.reduce((total, each) => total + each, 0);
    return samples.length === 0 ? [] : [sum / samples.length];
  }
  const energies: number[] = [];
  for (let first = 0; first + stepsPerBlock <= sums.length; first++) {
    let sum = 0;
    for (let n = first; n < first + stepsPerBlock; n++) sum += sums[n] ?? 0;
    energies.push(sum / (perStep * stepsPerBlock));
  }
  return energies;
}

/** Sums of squares of the weighted samples, step by step; what is left over at the end is a step only of a short sound. */
function stepSums(samples: Float32Array, sampleRateHz: number): number[] {
  const [shelf, pass] = [shelfAt(sampleRateHz), highPassAt(sampleRateHz)];
  const perStep = Math.round(sampleRateHz / stepsPerSecond);
  const sums: number[] = [];
  let [s1, s2, p1, p2, sum] = [0, 0, 0, 0, 0];
  for (let n = 0; n < samples.length; n++) {
    const x = samples[n] as number;
    const shelved = shelf.b0 * x + s1;
    s1 = shelf.b1 * x - shelf.a1 * shelved + s2;
    s2 = shelf.b2 * x - shelf.a2 * shelved;
    const weighted = pass.b0 * shelved + p1;
    p1 = pass.b1 * shelved - pass.a1 * weighted + p2;
    p2 = pass.b2 * shelved - pass.a2 * weighted;
    sum += weighted * weighted;
    if ((n + 1) % perStep !== 0) continue;
    sums.push(sum);
    sum = 0;
  }
  const isShort = samples.length < perStep * stepsPerBlock;
  return isShort ? [...sums, sum] : sums;
}

/** The head's shelf. Annex 1 gives it for 48 kHz; this is the analogue filter behind those numbers, at any rate. */
function shelfAt(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / sampleRateHz);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const middle = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (middle * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (middle * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

/** What is too low to be loud. */
function highPassAt(sampleRateHz: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRateHz);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}
