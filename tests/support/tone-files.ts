// Sound files for a test's speakers, removed afterwards.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { tone } from "./tone.ts";
import { writeWav } from "./wav.ts";

/** What the caller of a journey says, and what the agent says. */
export const callerHz = 620;
export const agentHz = 1250;

const durationMs = 10_000;
/** A syllable and the pause after it: a browser takes a steady tone for noise and suppresses it. */
const syllableMs = 250;
const rampMs = 10;

/** One WAV file a voice: 8 kHz for phones, 48 kHz for a browser's microphone. */
export class ToneFiles implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "tandem-tones-"));

  /** A steady tone. */
  phone(frequencyHz: number): string {
    return this.#write(`phone-${frequencyHz}`, 8000, tone({ frequencyHz, durationMs }));
  }

  /** The tone for a browser's microphone, steady: what it lets through fades within seconds. */
  steadyMicrophone(frequencyHz: number): string {
    const sampleRateHz = 48_000;
    return this.#write(
      `steady-${frequencyHz}`,
      sampleRateHz,
      tone({ frequencyHz, sampleRateHz, durationMs }),
    );
  }

  /** The tone in syllables, which a browser's microphone takes for speech. */
  microphone(frequencyHz: number): string {
    const sampleRateHz = 48_000;
    const samples = tone({ frequencyHz, sampleRateHz, durationMs });
    for (let n = 0; n < samples.length; n++) {
      samples[n] = Math.round((samples[n] as number) * loudness((n * 1000) / sampleRateHz));
    }
    return this.#write(`syllables-${frequencyHz}`, sampleRateHz, samples);
  }

  #write(name: string, sampleRateHz: number, samples: Int16Array): string {
    const file = path.join(this.#folder, `${name}.wav`);
    writeWav(file, { sampleRateHz, channels: [samples] });
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** 0 to 1 at a time: one in a syllable, none in the pause, a short ramp between so that nothing clicks. */
function loudness(atMs: number): number {
  const phase = atMs % (2 * syllableMs);
  if (phase >= syllableMs) return 0;
  return Math.min(1, phase / rampMs, (syllableMs - phase) / rampMs);
}
