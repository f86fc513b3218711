// Destinations that lately did not answer or answered 503: they are tried last (RFC 3263 §4.3).
import type { Clock } from "@tandem/kernel";
import type { Destination } from "../transport/index.ts";

/** How long a destination counts as dead when it did not say (Retry-After) for how long. */
const deadMs = 30_000;
/** A peer may not make itself, or a name that leads to another, unused for a day. */
const maxDeadMs = 10 * 60_000;
/** More are forgotten, the oldest first. */
const maxEntries = 5_000;

export class DeadDestinations {
  readonly #clock: Clock;
  /** Until when, in milliseconds since the Unix epoch. */
  readonly #until = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Connections and UDP peers that reached us are no choice of ours, so they are never marked. */
  mark(destination: Destination, retryAfterSeconds?: number): void {
    const key = keyOf(destination);
    if (key === undefined) return;
    const forMs = retryAfterSeconds === undefined ? deadMs : Math.min(retryAfterSeconds * 1_000, maxDeadMs);
    this.#until.delete(key);
    this.#until.set(key, this.#clock.now() + forMs);
    const oldest = this.#until.size > maxEntries ? this.#until.keys().next().value : undefined;
    if (oldest !== undefined) this.#until.delete(oldest);
  }

  /** It answered. */
  unmark(destination: Destination): void {
    const key = keyOf(destination);
    if (key !== undefined) this.#until.delete(key);
  }

  isDead(destination: Destination): boolean {
    const key = keyOf(destination);
    const until = key === undefined ? undefined : this.#until.get(key);
    if (until === undefined || key === undefined) return false;
    if (until > this.#clock.now()) return true;
    this.#until.delete(key);
    return false;
  }

  /** The living in their order, then the dead in theirs. */
  order<D extends Destination>(destinations: readonly D[]): D[] {
    const dead = destinations.filter((destination) => this.isDead(destination));
    return dead.length === 0
      ? [...destinations]
      : [...destinations.filter((destination) => !dead.includes(destination)), ...dead];
  }
}

function keyOf(destination: Destination): string | undefined {
  if ("flow" in destination) return undefined;
  return `${destination.transport}:${destination.address}:${destination.port}`;
}
