// The RTP ports of one worker: even numbers of a range, given out in turn, rested before they are reused.
import type { PortRange } from "../port-range.ts";

/** Late packets of a former call must not reach the next one that gets its port. */
const coolDownMs = 5000;

/** `skip`: so many ports come last, because phones may send to them still for a process that died. */
export type PoolRange = PortRange & { skip?: number };

/** Hands out ports; time is an input. */
export class PortPool {
  readonly #resting: { port: number; freeAtMs: number }[];

  constructor(range: PoolRange) {
    this.#resting = [];
    for (let port = range.first + (range.first & 1); port <= range.last; port += 2) {
      this.#resting.push({ port, freeAtMs: Number.NEGATIVE_INFINITY });
    }
    this.#resting.push(...this.#resting.splice(0, (range.skip ?? 0) % Math.max(1, this.#resting.length)));
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
