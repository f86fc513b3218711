// Tones: the tests speak in pure tones and recognise them by what they measure.
import { channel, writeWav } from "./wav.ts";
import type { Sound, WavFormat } from "./wav.ts";

const fullScale = 32768;
/** Telephone speech: nothing is looked for outside of it. */
const bandFromHz = 200;
const bandToHz = 3600;

export type ToneOptions = {
  readonly frequencyHz: number;
  readonly durationMs: number;
  /** Default 8000. */
  readonly sampleRateHz?: number;
  /** Peak, 0 to 1 of full scale. Default 0.3, about −13.5 dBFS RMS. */
  readonly amplitude?: number;
};

/** A pure tone as 16-bit samples. */
export function tone(options: ToneOptions): Int16Array {
  const { frequencyHz, durationMs, sampleRateHz = 8000, amplitude = 0.3 } = options;
  const samples = new Int16Array(Math.round((durationMs * sampleRateHz) / 1000));
  const step = (2 * Math.PI * frequencyHz) / sampleRateHz;
  for (let n = 0; n < samples.length; n++) samples[n] = Math.round(amplitude * 32767 * Math.sin(step * n));
  return samples;
}

/** Writes a mono WAV file with one tone. */
export function writeTone(path: string, options: ToneOptions & { readonly format?: WavFormat }): void {
  const sound: Sound = { sampleRateHz: options.sampleRateHz ?? 8000, channels: [tone(options)] };
  writeWav(path, sound, options.format);
}

/** The part of a sound's channel between two times, both in milliseconds from its start. */
export function slice(sound: Sound, fromMs: number, toMs: number, channelIndex = 0): Int16Array {
  const at = (ms: number): number => Math.round((ms * sound.sampleRateHz) / 1000);
  return channel(sound, channelIndex).subarray(at(fromMs), at(toMs));
}

/** RMS level in dB below full scale (a full-scale square wave is 0); −Infinity for silence. */
export function levelDbfs(samples: Int16Array): number {
  return 10 * Math.log10(meanSquare(samples) / fullScale ** 2);
}

/** Greatest absolute sample, 0 to 32768. */
export function peak(samples: Int16Array): number {
  return samples.reduce((greatest, sample) => Math.max(greatest, Math.abs(sample)), 0);
}

function meanSquare(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
}

/**
 * Mean square of one frequency's part of the samples, by the generalised Goertzel algorithm: a pure tone of
 * that frequency gives (about) its own mean square, other sound gives little.
 */
function tonePower(samples: Int16Array, sampleRateHz: number, frequencyHz: number): number {
  if (samples.length === 0) return 0;
  const omega = (2 * Math.PI * frequencyHz) / sampleRateHz;
  const coefficient = 2 * Math.cos(omega);
  let previous = 0;
  let beforePrevious = 0;
  for (const sample of samples) {
    const current = sample + coefficient * previous - beforePrevious;
    beforePrevious = previous;
    previous = current;
  }
  const squared = previous ** 2 + beforePrevious ** 2 - coefficient * previous * beforePrevious;
  return (2 * squared) / samples.length ** 2;
}

/** RMS level in dBFS of one frequency's part, seen through a Hann window so that other tones do not leak into it. */
export function toneLevelDbfs(samples: Int16Array, sampleRateHz: number, frequencyHz: number): number {
  const turn = (2 * Math.PI * frequencyHz) / sampleRateHz;
  let [cos, sin] = [0, 0];
  samples.forEach((sample, i) => {
    const weighted = sample * (1 - Math.cos((2 * Math.PI * (i + 0.5)) / samples.length));
    cos += weighted * Math.cos(turn * i);
    sin += weighted * Math.sin(turn * i);
  });
  const amplitude = (2 * Math.hypot(cos, sin)) / samples.length;
  return 20 * Math.log10(amplitude / Math.SQRT2 / fullScale);
}

/** Share (0 to 1) of the sound's energy that is in one tone; 0 for silence. */
export function toneShare(samples: Int16Array, sampleRateHz: number, frequencyHz: number): number {
  const all = meanSquare(samples);
  return all === 0 ? 0 : Math.min(1, tonePower(samples, sampleRateHz, frequencyHz) / all);
}

/** Tone against everything else in the samples, in dB: 35 is a tone through G.711, below 0 is mostly something else. */
export function toneToNoiseDb(samples: Int16Array, sampleRateHz: number, frequencyHz: number): number {
  const share = toneShare(samples, sampleRateHz, frequencyHz);
  return 10 * Math.log10(share / Math.max(1 - share, Number.EPSILON));
}

/** The strongest frequency of the telephone band in Hz, to about 1 Hz; undefined for silence. */
export function dominantFrequencyHz(samples: Int16Array, sampleRateHz: number): number | undefined {
  // A second is enough to tell 1 Hz, and keeps the coarse scan short.
  const window = samples.subarray(0, Math.min(samples.length, sampleRateHz));
  if (meanSquare(window) === 0) return undefined;
  const strongest = (fromHz: number, toHz: number, stepHz: number): number => {
    let best = fromHz;
    let bestPower = -1;
    for (let hz = fromHz; hz <= toHz; hz += stepHz) {
      const power = tonePower(window, sampleRateHz, hz);
      if (power > bestPower) [best, bestPower] = [hz, power];
    }
    return best;
  };
  // A tone's peak is as wide as 1 / duration: the scan must not step over it.
  const coarseHz = Math.max(1, sampleRateHz / window.length / 2);
  const coarse = strongest(bandFromHz, bandToHz, coarseHz);
  return strongest(coarse - coarseHz, coarse + coarseHz, coarseHz / 8);
}

/** The time in ms at which a tone is first there for 20 ms; undefined when it never is. */
export function toneOnsetMs(
  samples: Int16Array,
  sampleRateHz: number,
  frequencyHz: number,
): number | undefined {
  const window = Math.round(sampleRateHz / 50);
  const step = Math.max(1, Math.round(sampleRateHz / 1000));
  for (let at = 0; at + window <= samples.length; at += step) {
    const part = samples.subarray(at, at + window);
    if (levelDbfs(part) > -45 && toneShare(part, sampleRateHz, frequencyHz) > 0.8)
      return (at * 1000) / sampleRateHz;
  }
  return undefined;
}

/** How long, in ms, a tone is there in all, counted in whole steps of 20 ms. */
export function tonePresentMs(samples: Int16Array, sampleRateHz: number, frequencyHz: number): number {
  const window = Math.round(sampleRateHz / 50);
  let present = 0;
  for (let at = 0; at + window <= samples.length; at += window) {
    const part = samples.subarray(at, at + window);
    if (levelDbfs(part) > -45 && toneShare(part, sampleRateHz, frequencyHz) > 0.8) present += 20;
  }
  return present;
}

/**
 * By how many milliseconds `later` comes after `earlier` (negative when before): the lag, within ±`maxMs`, at
 * which the two are most alike by normalised cross-correlation. Needs sound that changes, not one steady tone.
 */
export function lagMs(earlier: Int16Array, later: Int16Array, sampleRateHz: number, maxMs: number): number {
  const maxLag = Math.round((maxMs * sampleRateHz) / 1000);
  let best = 0;
  let bestLikeness = Number.NEGATIVE_INFINITY;
  for (let lag = -maxLag; lag <= maxLag; lag++) {
    const likeness = correlation(earlier, later, lag);
    if (likeness > bestLikeness) [best, bestLikeness] = [lag, likeness];
  }
  return (best * 1000) / sampleRateHz;
}

function correlation(earlier: Int16Array, later: Int16Array, lag: number): number {
  const from = Math.max(0, -lag);
  const to = Math.min(earlier.length, later.length - lag);
  let product = 0;
  let energyEarlier = 0;
  let energyLater = 0;
  for (let n = from; n < to; n++) {
    const a = earlier[n] as number;
    const b = later[n + lag] as number;
    product += a * b;
    energyEarlier += a * a;
    energyLater += b * b;
  }
  return product / (Math.sqrt(energyEarlier * energyLater) || 1);
}
