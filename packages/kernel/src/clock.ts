// Time is an input. Shells hold a Clock; pure steps are handed `now`.

/** Milliseconds since the Unix epoch. */
export type Millis = number;

export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): Millis;
  /** Calls back once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, callback: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
