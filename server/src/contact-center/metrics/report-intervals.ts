// The intervals of a report: a day of the tenant's calendar, or equal parts of one.

export type IntervalLength = 15 | 30 | 60 | "day";

const minuteMs = 60_000;
const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's wall clock is ahead of UTC at a moment, ms. */
function offsetAt(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(timeZone, format);
  }
  const parts = format.formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return wall - Math.floor(at / 1000) * 1000;
}

/** The first moment of the calendar day whose wall clock reads `wallMs` at midnight, as if that were UTC. */
function midnight(wallMs: number, timeZone: string): number {
  const guess = wallMs - offsetAt(wallMs, timeZone);
  // Once more with the offset of the guess: it differs when the clocks change near midnight.
  return wallMs - offsetAt(guess, timeZone);
}

function wallDay(at: number, timeZone: string): number {
  return Math.floor((at + offsetAt(at, timeZone)) / dayMs) * dayMs;
}

/** The first moment of the day that `at` falls into, in a time zone with or without daylight saving. */
export function startOfDay(at: number, timeZone: string): number {
  return midnight(wallDay(at, timeZone), timeZone);
}

/** The first moment of the day after. */
export function startOfNextDay(at: number, timeZone: string): number {
  return midnight(wallDay(at, timeZone) + dayMs, timeZone);
}

/**
 * Where the intervals that cover `from` to before `to` begin (epoch ms), and at last where the last one ends. A day has
 * as many hours as it has: 23, 24 or 25; its parts are counted from its first moment.
 */
export function intervalBounds(from: number, to: number, length: IntervalLength, timeZone: string): number[] {
  const bounds: number[] = [];
  let day = startOfDay(from, timeZone);
  while (day < to) {
    const next = startOfNextDay(day, timeZone);
    const stepMs = length === "day" ? next - day : length * minuteMs;
    for (let at = day; at < next && at < to; at += stepMs)
      if (Math.min(at + stepMs, next) > from) bounds.push(at);
    day = next;
  }
  const last = bounds.at(-1);
  if (last !== undefined) {
    const next = startOfNextDay(last, timeZone);
    bounds.push(length === "day" ? next : Math.min(last + length * minuteMs, next));
  }
  return bounds;
}

/** From the first moment of one day to the first after another, both `YYYY-MM-DD`; undefined when they make no period. */
export function dayBounds(
  firstDay: string,
  lastDay: string,
  timeZone: string,
): { readonly from: number; readonly to: number } | undefined {
  const [first, last] = [Date.parse(`${firstDay}T00:00:00Z`), Date.parse(`${lastDay}T00:00:00Z`)];
  if (!(first <= last)) return undefined;
  return { from: midnight(first, timeZone), to: midnight(last + dayMs, timeZone) };
}

/** Which interval a moment falls into; undefined when it is in none. */
export function intervalOf(bounds: readonly number[], at: number): number | undefined {
  let low = 0;
  let high = bounds.length - 1;
  if (high < 1 || at < (bounds[0] ?? 0) || at >= (bounds[high] ?? 0)) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return low;
}
