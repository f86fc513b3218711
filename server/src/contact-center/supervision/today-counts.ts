// How many callers each queue was offered, answered and lost since midnight of the tenant's day.
import type { QueueId } from "@tandem/kernel";

export type Counts = { readonly offered: number; readonly answered: number; readonly abandoned: number };
export type CountedEvent = "offered" | "answered" | "abandoned";

const none: Counts = { offered: 0, answered: 0, abandoned: 0 };

/** The calendar day of a moment in a time zone, as YYYY-MM-DD. */
function dayOf(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(at);
}

/** The first moment of the day that `at` falls into, in a time zone with or without daylight saving. */
export function startOfDay(at: number, timeZone: string): number {
  const day = dayOf(at, timeZone);
  const quarterMs = 15 * 60_000;
  // No zone's day is longer than 25 hours or shifted by less than a quarter of an hour.
  let start = Math.floor(at / quarterMs) * quarterMs;
  while (dayOf(start - quarterMs, timeZone) === day) start -= quarterMs;
  return start;
}

export class TodayCounts {
  readonly #timeZone: string;
  readonly #counts = new Map<QueueId, Counts>();
  #dayBegins = 0;
  #dayEnds = 0;

  constructor(timeZone: string) {
    this.#timeZone = timeZone;
  }

  add(queueId: QueueId, event: CountedEvent, at: number, times = 1): void {
    this.#turnTo(at);
    const counts = this.#counts.get(queueId) ?? none;
    this.#counts.set(queueId, { ...counts, [event]: counts[event] + times });
  }

  of(queueId: QueueId, now: number): Counts {
    this.#turnTo(now);
    return this.#counts.get(queueId) ?? none;
  }

  #turnTo(at: number): void {
    if (at >= this.#dayBegins && at < this.#dayEnds) return;
    this.#dayBegins = startOfDay(at, this.#timeZone);
    // 26 hours after a midnight it is the next day, whatever the clocks do.
    this.#dayEnds = startOfDay(this.#dayBegins + 26 * 3_600_000, this.#timeZone);
    this.#counts.clear();
  }
}
