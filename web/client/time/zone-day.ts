// Calendar days of a time zone as moments in UTC.

/** How far the zone's wall clock is ahead of UTC at a moment, ms. */
function offsetAt(momentMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(new Date(momentMs));
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall - Math.floor(momentMs / 1000) * 1000;
}

/** The moment when clocks in the zone show what those in UTC show at `utcMs`. */
function wallClockAt(utcMs: number, timeZone: string): number {
  const guess = utcMs - offsetAt(utcMs, timeZone);
  // Once more with the offset of the guess: it differs when the clocks change near by.
  return utcMs - offsetAt(guess, timeZone);
}

/** Pure: the moment that `2026-10-01T00:00` is in a time zone, as ISO text in UTC; undefined when it is none. */
export function momentInZone(wallClock: string, timeZone: string): string | undefined {
  const utcMs = Date.parse(`${wallClock}Z`);
  return Number.isNaN(utcMs) ? undefined : new Date(wallClockAt(utcMs, timeZone)).toISOString();
}

/**
 * From the start of `firstDay` to the last millisecond of `lastDay` (both `YYYY-MM-DD` in `timeZone`), as ISO text in
 * UTC. Undefined when a day is no date.
 */
export function dayRangeInZone(
  firstDay: string,
  lastDay: string,
  timeZone: string,
): { from: string; to: string } | undefined {
  const first = Date.parse(`${firstDay}T00:00:00Z`);
  const last = Date.parse(`${lastDay}T00:00:00Z`);
  if (Number.isNaN(first) || Number.isNaN(last)) return undefined;
  const dayMs = 86_400_000;
  const from = new Date(wallClockAt(first, timeZone)).toISOString();
  return { from, to: new Date(wallClockAt(last + dayMs, timeZone) - 1).toISOString() };
}

/** Pure: the day of a moment in a time zone, as `YYYY-MM-DD`: which day it is here is nobody's business there. */
export function dayInZone(momentMs: number, timeZone: string): string {
  const wall = Math.floor(momentMs / 1000) * 1000 + offsetAt(momentMs, timeZone);
  return new Date(wall).toISOString().slice(0, 10);
}
