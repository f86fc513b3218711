// Prepares sounds in threads of their own, so that no call waits for one: one at a time, and each for a limited time.
import { Worker } from "node:worker_threads";
import type { Clock, Result } from "@tandem/kernel";
import type { PreparedPrompt, PromptSoundError } from "@tandem/media/prompt-sound";

const entry = new URL("./prepare-worker.ts", import.meta.url);
/** Ten minutes of stereo at 48 kHz take six seconds of a processor that has nothing else to do. */
const longestMs = 60_000;

export type PrepareOutcome = Result<PreparedPrompt, PromptSoundError>;

export class SoundPreparer {
  readonly #clock: Clock;
  /** One after the other: each may take hundreds of megabytes. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A WAV or MP3 file as it has to be to be played; rejects when the thread meets a bug or takes too long. */
  prepare(bytes: Uint8Array): Promise<PrepareOutcome> {
    const prepared = this.#last.then(() => this.#run(bytes));
    this.#last = prepared.catch(() => {});
    return prepared;
  }

  async #run(bytes: Uint8Array): Promise<PrepareOutcome> {
    const worker = new Worker(entry, { workerData: bytes });
    const { promise, resolve, reject } = Promise.withResolvers<PrepareOutcome>();
    const tooLong = () => reject(new Error("a sound took too long to be prepared"));
    const stopClock = this.#clock.after(longestMs, tooLong);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error("the thread of a sound ended without a result")));
    try {
      return await promise;
    } finally {
      stopClock();
      await worker.terminate();
    }
  }
}
