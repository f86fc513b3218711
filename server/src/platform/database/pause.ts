// Waiting, by the clock that was handed in.
import type { Clock } from "@tandem/kernel";

export function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => void clock.after(delayMs, resolve));
}
