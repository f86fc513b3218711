// When this node was alive last: a file whose time is set again and again, for the next process to read.
import { closeSync, openSync, statSync, utimesSync } from "node:fs";
import type { Clock } from "@tandem/kernel";

/** What a kill may cost the states that last. */
const everyMs = 5_000;

export class AliveMark {
  /** Of the process before; undefined when there was none. */
  readonly lastAt: number | undefined;
  readonly #path: string;
  readonly #clock: Clock;
  #cancel: () => void = () => {};

  constructor(path: string, clock: Clock) {
    this.#path = path;
    this.#clock = clock;
    this.lastAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  }

  start(): void {
    this.#touch();
    this.#cancel = this.#clock.after(everyMs, () => this.start());
  }

  close(): void {
    this.#cancel();
    this.#touch();
  }

  /** A full disk costs no more than the exactness of the next start. */
  #touch(): void {
    try {
      closeSync(openSync(this.#path, "a", 0o600));
      const seconds = this.#clock.now() / 1000;
      utimesSync(this.#path, seconds, seconds);
    } catch {}
  }
}
