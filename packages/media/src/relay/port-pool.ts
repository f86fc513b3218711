// The RTP ports of one worker: even numbers of a range, given out in turn, rested before they are reused.

/** Late packets of a former call must not reach the next one that gets its port. */
const coolDownMs = 5000;

export type PortRange = { first: number; last: number };

/** Hands out ports; time is an input. */
export class PortPool {
  readonly #resting: { port: number; freeAtMs: number }[];

  constructor(range: PortRange) {
    this.#resting = [];
    for (let port = range.first + (range.first & 1); port <= range.last; port += 2) {
      this.#resting.push({ port, freeAtMs: Number.NEGATIVE_INFINITY });
    }
  }

  /** How many ports could be tried now at most, resting ones included. */
  get size(): number {
    return this.#resting.length;
  }

  /** The port that has rested longest, undefined when none has rested enough. */
  take(nowMs: number): number | undefined {
    const next = this.#resting[0];
    if (next === undefined || next.freeAtMs > nowMs) return undefined;
    this.#resting.shift();
    return next.port;
  }

  giveBack(port: number, nowMs: number): void {
    this.#resting.push({ port, freeAtMs: nowMs + coolDownMs });
  }
}

/** Cuts a range into `count` parts of nearly equal size that start at even ports. */
export function splitPortRange(range: PortRange, count: number): PortRange[] {
  const firstPair = Math.ceil(range.first / 2);
  const pairs = Math.floor(range.last / 2) - firstPair + 1;
  return Array.from({ length: count }, (_, index) => {
    const start = firstPair + Math.floor((pairs * index) / count);
    const end = firstPair + Math.floor((pairs * (index + 1)) / count);
    return { first: 2 * start, last: 2 * end - 2 };
  });
}
