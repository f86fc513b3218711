// Whether the server is there: down at the first failure to reach it, up again when a probe gets through.
import type { Clock } from "@tandem/kernel";
import type { Logger } from "#platform/logging";
import { pause } from "./pause.ts";

export type DatabaseState = "up" | "down";

/** How soon after a failure the server is asked again: a restart takes a few hundred milliseconds. */
const probeDelaysMs = [100, 200, 400, 800, 1_000];

export class Availability {
  readonly #probe: () => Promise<boolean>;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #listeners = new Set<(state: DatabaseState) => void>();
  #state: DatabaseState = "up";
  #closed = false;

  constructor(options: { probe: () => Promise<boolean>; clock: Clock; log: Logger }) {
    this.#probe = options.probe;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  get state(): DatabaseState {
    return this.#state;
  }

  onChange(listener: (state: DatabaseState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The server could not be reached, whoever tried. */
  report(reason: string): void {
    if (this.#state === "down" || this.#closed) return;
    this.#log.error({ reason }, "the database is away");
    this.#change("down");
    void this.#untilBack();
  }

  close(): void {
    this.#closed = true;
  }

  async #untilBack(): Promise<void> {
    for (let attempt = 0; !this.#closed; attempt++) {
      await pause(this.#clock, probeDelaysMs[Math.min(attempt, probeDelaysMs.length - 1)] ?? 0);
      if (this.#closed || !(await this.#probe())) continue;
      if (this.#closed) return;
      this.#log.info("the database is back");
      this.#change("up");
      return;
    }
  }

  #change(state: DatabaseState): void {
    this.#state = state;
    for (const listener of this.#listeners) {
      try {
        listener(state);
      } catch (error) {
        this.#log.error({ err: error }, "a listener to the database's state failed");
      }
    }
  }
}
