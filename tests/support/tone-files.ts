// Sound files for a test's speakers, removed afterwards.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeTone } from "./tone.ts";

/** What the caller of a journey says, and what the agent says. */
export const callerHz = 620;
export const agentHz = 1250;

const durationMs = 10_000;

/** One WAV file a voice: 8 kHz for phones, 48 kHz for a browser's microphone. */
export class ToneFiles implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "tandem-tones-"));

  phone(frequencyHz: number): string {
    return this.#write(frequencyHz, 8000);
  }

  microphone(frequencyHz: number): string {
    return this.#write(frequencyHz, 48_000);
  }

  #write(frequencyHz: number, sampleRateHz: number): string {
    const file = path.join(this.#folder, `${frequencyHz}-${sampleRateHz}.wav`);
    writeTone(file, { frequencyHz, sampleRateHz, durationMs });
    return file;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
