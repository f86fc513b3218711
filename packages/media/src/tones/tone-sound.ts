// Tones as samples, and the names under which they are played like files.
import { toneNames, tonesOf } from "./country-tones.ts";
import type { Cadence, ToneName, TonePart } from "./country-tones.ts";

const sampleRateHz = 8000;
/** Peak of all frequencies together: −13 dBm0 or so, inside the −10 ± 5 dBm0 of E.180 §10. */
const amplitude = 8000;
/** Beats take this share of the tone away at their lowest. */
const beatDepth = 0.9;
/** Edges without clicks. */
const edgeSamples = 40;
/** A tone that is played once is heard at least this long. */
const shortestMs = 5000;

/** How a tone is named where files are: `tone:CN/busy`. */
export function toneFile(country: string, tone: ToneName): string {
  return `tone:${country}/${tone}`;
}

/** The samples of a tone at 8 kHz by such a name, whole periods of it; undefined when it is none. */
export function soundOfToneFile(name: string): Int16Array | undefined {
  const [, country, tone] = /^tone:([A-Z]{2})\/([a-z-]+)$/.exec(name) ?? [];
  const known = toneNames.find((each) => each === tone);
  if (country === undefined || known === undefined) return undefined;
  return soundOfCadence(tonesOf(country)[known]);
}

function soundOfCadence(cadence: Cadence): Int16Array {
  const periodMs = cadence.reduce((sum, { ms }) => sum + ms, 0);
  const periods = Math.ceil(shortestMs / periodMs);
  const samples: number[] = [];
  for (let period = 0; period < periods; period++) for (const part of cadence) appendPart(samples, part);
  return Int16Array.from(samples);
}

function appendPart(samples: number[], { ms, frequenciesHz, beatHz }: TonePart): void {
  const count = (ms * sampleRateHz) / 1000;
  const turn = (2 * Math.PI) / sampleRateHz;
  for (let i = 0; i < count; i++) {
    const edge = Math.min(1, (i + 1) / edgeSamples, (count - i) / edgeSamples);
    const beat = beatHz === undefined ? 1 : (1 + beatDepth * Math.sin(turn * beatHz * i)) / (1 + beatDepth);
    const sum = frequenciesHz.reduce((total, frequencyHz) => total + Math.sin(turn * frequencyHz * i), 0);
    samples.push(Math.round((amplitude * edge * beat * sum) / Math.max(1, frequenciesHz.length)));
  }
}
