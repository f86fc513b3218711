// From what people bring to what callers hear: read, brought to one channel and rate, trimmed, and levelled.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { linearWav } from "../wav/index.ts";
import { loudnessOf } from "./loudness.ts";
import { looksLikeMp3, readMp3Sound } from "./read-mp3-sound.ts";
import { readWavSound } from "./read-wav-sound.ts";
import type { ReadSound } from "./read-wav-sound.ts";
import { resample } from "./resample.ts";

export type PreparedPrompt = {
  /** A WAV file: one channel, 16 bits, 16 kHz, which every codec of ours is encoded from. */
  readonly wav: Uint8Array;
  readonly durationMs: number;
  /** Of the result, LUFS (ITU-R BS.1770-4). */
  readonly loudness: number;
  readonly source: {
    readonly format: "wav" | "mp3";
    readonly sampleRateHz: number;
    readonly channels: number;
  };
};

export type PromptSoundError = {
  readonly kind: "not-a-sound" | "unsupported-sound" | "too-long" | "too-short" | "silent";
  /** What is wrong, and what to do. */
  readonly message: string;
};

/** LUFS of every prompt. Those that come with the system, at −19 dBFS RMS, have −17 to −19, −18.3 in the middle. */
export const promptLoudness = -18;

const rateHz = 16_000;
/** Ten minutes are a speech, not a prompt. */
const longestMs = 600_000;
const shortestMs = 100;
/** What would have to be amplified more than that is noise. */
const quietest = promptLoudness - 40;
/** Below that, after levelling, nobody says anything. */
const silenceDbfs = -50;
/** Words begin and end softly. */
const keptSilenceMs = 100;
/** −1 dBFS: above three quarters of it, peaks are bent. */
const ceiling = 10 ** (-1 / 20);

export async function preparePrompt(bytes: Uint8Array): Promise<Result<PreparedPrompt, PromptSoundError>> {
  const read = await readSound(bytes);
  if (!read.ok) return read;
  const { format, samples: original, sampleRateHz, channels } = read.value;
  if (original.length / sampleRateHz > longestMs / 1000)
    return refused("too-long", `a prompt has ${longestMs / 60_000} minutes at most: cut it`);
  const samples = resample(centred(original), sampleRateHz, rateHz);
  const loudness = loudnessOf(samples, rateHz);
  if (loudness < quietest)
    return refused("silent", "there is nothing to hear in it: record it again, closer to the microphone");
  const heard = heardIn(levelled(samples, loudness));
  if (heard.until - heard.from < (shortestMs / 1000) * rateHz)
    return refused("too-short", `a prompt has ${shortestMs} ms at least`);
  const kept = (keptSilenceMs / 1000) * rateHz;
  const spoken = levelled(samples.subarray(Math.max(0, heard.from - kept), heard.until + kept));
  return ok({
    wav: wavOf(spoken),
    durationMs: Math.round((spoken.length * 1000) / rateHz),
    loudness: loudnessOf(spoken, rateHz),
    source: { format, sampleRateHz, channels },
  });
}

async function readSound(
  bytes: Uint8Array,
): Promise<Result<ReadSound & { format: "wav" | "mp3" }, PromptSoundError>> {
  const wav = readWavSound(bytes);
  if (typeof wav === "string")
    return refused("unsupported-sound", `this WAV file has ${wav}: save it as 16-bit PCM, or as MP3`);
  if (wav) return ok({ ...wav, format: "wav" });
  const mp3 = looksLikeMp3(bytes) ? await readMp3Sound(bytes, longestMs) : undefined;
  if (mp3) return ok({ ...mp3, format: "mp3" });
  return refused("not-a-sound", "this file is neither WAV nor MP3: choose another, or convert it");
}

/** Without the constant part that cheap sound cards add. */
function centred(samples: Float32Array): Float32Array {
  let sum = 0;
  for (const sample of samples) sum += sample;
  const offset = samples.length === 0 ? 0 : sum / samples.length;
  return samples.map((sample) => sample - offset);
}

/** Bending peaks takes a little of the level away again: some more rounds bring it within a tenth of a decibel. */
function levelled(samples: Float32Array, before = loudnessOf(samples, rateHz)): Float32Array {
  let current = samples;
  let loudness = before;
  for (let round = 0; round < 8 && Math.abs(loudness - promptLoudness) > 0.1; round++) {
    const gain = 10 ** ((promptLoudness - loudness) / 20);
    current = current.map((sample) => bent(sample * gain));
    loudness = loudnessOf(current, rateHz);
  }
  return current;
}

/** Linear up to three quarters of the ceiling, then ever flatter towards it. */
function bent(sample: number): number {
  const knee = 0.75 * ceiling;
  const magnitude = Math.abs(sample);
  if (magnitude <= knee) return sample;
  const room = ceiling - knee;
  return Math.sign(sample) * (knee + room * Math.tanh((magnitude - knee) / room));
}

/** From where to where something is said. */
function heardIn(samples: Float32Array): { readonly from: number; readonly until: number } {
  const step = rateHz / 100;
  const least = 10 ** (silenceDbfs / 10);
  const isHeard = (at: number) => {
    const part = samples.subarray(at, at + step);
    return part.reduce((sum, sample) => sum + sample * sample, 0) / part.length > least;
  };
  const steps = Math.ceil(samples.length / step);
  const heard = Array.from({ length: steps }, (_, n) => isHeard(n * step));
  return { from: heard.indexOf(true) * step, until: (heard.lastIndexOf(true) + 1) * step };
}

function wavOf(samples: Float32Array): Uint8Array {
  const bytes = Buffer.alloc(2 * samples.length);
  for (let n = 0; n < samples.length; n++)
    bytes.writeInt16LE(Math.round((samples[n] as number) * 32_767), 2 * n);
  return linearWav(bytes, rateHz);
}

function refused(kind: PromptSoundError["kind"], message: string): Result<never, PromptSoundError> {
  return err({ kind, message });
}
