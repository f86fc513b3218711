// Timers that run under a name; starting one again replaces it.
import type { Clock } from "@tandem/kernel";

export class NamedTimers<Timer extends string> {
  readonly #clock: Clock;
  readonly #onTimer: (timer: Timer) => void;
  readonly #cancels = new Map<Timer, () => void>();

  constructor(clock: Clock, onTimer: (timer: Timer) => void) {
    this.#clock = clock;
    this.#onTimer = onTimer;
  }

  start(timer: Timer, delayMs: number): void {
    this.stop(timer);
    const cancel = this.#clock.after(delayMs, () => {
      this.#cancels.delete(timer);
      this.#onTimer(timer);
    });
    this.#cancels.set(timer, cancel);
  }

  stop(timer: Timer): void {
    this.#cancels.get(timer)?.();
    this.#cancels.delete(timer);
  }

  stopAll(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
