// Test sounds, and what is in a sound: power by frequency from a Fourier transform of our own.

/** A sine at `frequencyHz`. */
export function sine(
  frequencyHz: number,
  sampleRateHz: number,
  count: number,
  amplitude: number,
): Int16Array {
  const turn = (2 * Math.PI * frequencyHz) / sampleRateHz;
  return Int16Array.from({ length: count }, (_, i) => Math.round(amplitude * Math.sin(turn * i)));
}

/** From `fromHz` to `toHz` in equal ratios. */
export function sweep(
  fromHz: number,
  toHz: number,
  sampleRateHz: number,
  count: number,
  amplitude: number,
): Int16Array {
  let phase = 0;
  return Int16Array.from({ length: count }, (_, i) => {
    phase += (2 * Math.PI * fromHz * (toHz / fromHz) ** (i / count)) / sampleRateHz;
    return Math.round(amplitude * Math.sin(phase));
  });
}

/** The same noise for the same seed, evenly spread. */
export function noise(count: number, amplitude: number, seed = 1): Int16Array {
  let state = seed;
  return Int16Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.round(amplitude * ((state >> 8) / 2 ** 22 - 1));
  });
}

/** Power by frequency: element n stands for n · sampleRate / length Hz. `samples` is seen through a Blackman-Harris window. */
export function powerSpectrum(samples: ArrayLike<number>): Float64Array {
  const { length } = samples;
  const real = Float64Array.from(samples, (sample, i) => sample * blackmanHarris(i / length));
  const imaginary = new Float64Array(length);
  transform(real, imaginary);
  return Float64Array.from(
    { length: length / 2 },
    (_, n) => (real[n] as number) ** 2 + (imaginary[n] as number) ** 2,
  );
}

/** Side lobes under −92 dB: the tone must not hide what is to be measured beside it. */
function blackmanHarris(at: number): number {
  const turn = 2 * Math.PI * at;
  return 0.358_75 - 0.488_29 * Math.cos(turn) + 0.141_28 * Math.cos(2 * turn) - 0.011_68 * Math.cos(3 * turn);
}

/** Radix-2 fast Fourier transform in place; the length is a power of two. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const { length } = real;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [real[i], real[j]] = [real[j] as number, real[i] as number];
      [imaginary[i], imaginary[j]] = [imaginary[j] as number, imaginary[i] as number];
    }
  }
  for (let size = 2; size <= length; size *= 2) {
    for (let k = 0; k < size / 2; k++) {
      const angle = (-2 * Math.PI * k) / size;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      for (let start = 0; start < length; start += size) {
        const even = start + k;
        const odd = even + size / 2;
        const [r, i] = [real[odd] as number, imaginary[odd] as number];
        const turnedReal = r * cos - i * sin;
        const turnedImaginary = r * sin + i * cos;
        real[odd] = (real[even] as number) - turnedReal;
        imaginary[odd] = (imaginary[even] as number) - turnedImaginary;
        real[even] = (real[even] as number) + turnedReal;
        imaginary[even] = (imaginary[even] as number) + turnedImaginary;
      }
    }
  }
}

/** Decibels of the tone at `frequencyHz` over all the rest of the sound. */
export function toneToRestDb(samples: ArrayLike<number>, frequencyHz: number, sampleRateHz: number): number {
  const spectrum = powerSpectrum(samples);
  const bin = (frequencyHz * samples.length) / sampleRateHz;
  let tone = 0;
  let rest = 0;
  spectrum.forEach((power, n) => {
    // The window's main lobe is four bins wide each way.
    if (Math.abs(n - bin) <= 5) tone += power;
    else rest += power;
  });
  return 10 * Math.log10(tone / rest);
}
