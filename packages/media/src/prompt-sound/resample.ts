// A whole sound from any sample rate to any other, by a windowed sinc; streams have the resampler of the codecs.

/** Zero crossings of the sinc on each side. */
const crossings = 24;
/** Kaiser's window with this shape has its side lobes 70 dB down. */
const kaiserShape = 7;
/** The pass band ends here, as a share of the lower of both rates. */
const cutoffShare = 0.455;

/** The samples at `toHz`: their number is the length in seconds times that, rounded up. */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples;
  const shared = greatestCommonDivisor(fromHz, toHz);
  const [up, down] = [toHz / shared, fromHz / shared];
  const { taps, phases } = filterBank(fromHz, toHz, up);
  const output = new Float32Array(Math.ceil((samples.length * toHz) / fromHz));
  const before = taps / 2 - 1;
  for (let n = 0; n < output.length; n++) {
    const place = n * down;
    const first = Math.floor(place / up) - before;
    const filter = (place % up) * taps;
    let sum = 0;
    const from = Math.max(0, -first);
    const until = Math.min(taps, samples.length - first);
    for (let tap = from; tap < until; tap++)
      sum += (samples[first + tap] as number) * (phases[filter + tap] as number);
    output[n] = sum;
  }
  return output;
}

/** For each of the places that an output sample can have between two input samples, its filter. */
function filterBank(fromHz: number, toHz: number, up: number): { taps: number; phases: Float32Array } {
  // In cycles per input sample: below half of either rate.
  const cutoff = (cutoffShare * Math.min(fromHz, toHz)) / fromHz;
  const halfWidth = crossings / (2 * cutoff);
  const taps = 2 * Math.ceil(halfWidth);
  const phases = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    const centre = taps / 2 - 1 + phase / up;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const value = sinc(2 * cutoff * (tap - centre)) * kaiser((tap - centre) / halfWidth);
      phases[phase * taps + tap] = value;
      sum += value;
    }
    // Each place lets a constant through as it is.
    for (let tap = 0; tap < taps; tap++) phases[phase * taps + tap] = (phases[phase * taps + tap] ?? 0) / sum;
  }
  return { taps, phases };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** `x` from −1 to 1; nothing beyond. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(kaiserShape * Math.sqrt(1 - x * x)) / bessel(kaiserShape);
}

/** The modified Bessel function of the first kind and order zero. */
function bessel(x: number): number {
  let [term, sum] = [1, 1];
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
