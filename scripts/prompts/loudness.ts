// The level of everything that is played: the same RMS for every prompt, with peaks kept below clipping.
import { levelDbfs } from "../../tests/support/tone.ts";

/** About 16 dB below the +3.14 dBm0 that full-scale A-law stands for (ITU-T G.711), as loud as speech on a trunk. */
export const speechLevelDbfs = -19;
/** Below speech, so that an announcement over it stands out. */
export const musicLevelDbfs = -24;
/** A-law's greatest value is 32256; above this, peaks are bent. */
const ceiling = 29_000;

/** The samples at the level asked for; peaks above the ceiling are bent, not cut. */
export function levelled(samples: Int16Array | Float64Array, targetDbfs: number): Int16Array {
  const start = samples instanceof Int16Array ? samples : toIntegers(samples);
  let current = start;
  // Bending takes a little of the level away again: twice more brings it within a tenth of a decibel.
  for (let round = 0; round < 3; round++) {
    const gain = 10 ** ((targetDbfs - levelDbfs(current)) / 20);
    current = current.map((sample) => Math.round(bent(sample * gain)));
  }
  return current;
}

function toIntegers(samples: Float64Array): Int16Array {
  const greatest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return Int16Array.from(samples, (sample) => Math.round((sample / greatest) * 20_000));
}

/** Linear up to three quarters of the ceiling, then ever flatter towards it. */
function bent(sample: number): number {
  const knee = 0.75 * ceiling;
  const magnitude = Math.abs(sample);
  if (magnitude <= knee) return sample;
  const room = ceiling - knee;
  return Math.sign(sample) * (knee + room * Math.tanh((magnitude - knee) / room));
}
