// The rings of one relay worker, used again and again: shared memory that is let go is not soon collected.
import { SoundRing } from "../recording-thread/index.ts";
import type { NumberedRing } from "./recording.ts";

export class RingPool {
  readonly #rings: NumberedRing[] = [];
  readonly #idle: NumberedRing[] = [];
  /** Given back, and perhaps still read by the recording thread. */
  readonly #draining = new Set<NumberedRing>();

  take(): NumberedRing {
    for (const taken of this.#draining) {
      if (taken.ring.state !== "free") continue;
      this.#draining.delete(taken);
      this.#idle.push(taken);
    }
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const made = { number: this.#rings.length, ring: new SoundRing() };
    this.#rings.push(made);
    return made;
  }

  giveBack(taken: NumberedRing): void {
    this.#draining.add(taken);
  }

  /** The recording thread is another one, which knows none of them. */
  forgetAll(): void {
    this.#draining.clear();
    this.#idle.length = 0;
    this.#rings.length = 0;
  }
}
