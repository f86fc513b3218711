// A clock that tests move by hand.
import type { Clock } from "@tandem/kernel";

type Timer = { at: number; order: number; callback: () => void };

export class VirtualClock implements Clock {
  #now = 1_700_000_000_000;
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + delayMs, order: this.#order++, callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Timers not yet due. */
  pending(): number {
    return this.#timers.size;
  }

  /** Moves time forward, running what falls due in order; promises settle between two timers. */
  async advance(durationMs: number): Promise<void> {
    const end = this.#now + durationMs;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
      await settle();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > end) continue;
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}

/** Lets every promise that can settle do so: the queue of immediates comes after all microtasks. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
