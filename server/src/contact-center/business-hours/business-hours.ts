// When somebody is there: the hours of a week, and days that are otherwise. Pure; read by the clock on the wall of a time zone, so
// that nine o'clock is nine o'clock in summer and in winter.
//
// Where a clock is put forward, the hour that is left out is nobody's: what opens in it opens after it. Where it is put back,
// the hour that comes twice counts twice.

/** "HH:MM" on the wall; `to` may be "24:00", and is not in it any more. */
export type OpenSpan = { readonly from: string; readonly to: string };

/** Days that are otherwise than their week: a holiday without spans is closed. `until` is the last day. */
export type ExceptionalDays = {
  readonly name: string;
  readonly from: string;
  readonly until: string;
  readonly spans: readonly OpenSpan[];
};

export type OpeningHours = {
  /** Monday first. */
  readonly week: readonly (readonly OpenSpan[])[];
  /** The first that a day is in counts. */
  readonly exceptions: readonly ExceptionalDays[];
};

export type HoursProblem = {
  readonly kind: "span-backwards" | "spans-overlap" | "dates-backwards";
  /** The weekday from 0 (Monday), or the number of the exception. */
  readonly place: number;
  readonly in: "week" | "exceptions";
};

/** Whether a calendar is open at a moment (epoch ms) in a time zone (IANA name). */
export function isOpenAt(hours: OpeningHours, at: number, timeZone: string): boolean {
  const { date, time, weekday } = wallClock(at, timeZone);
  const exception = hours.exceptions.find(({ from, until }) => from <= date && date <= until);
  const spans = exception?.spans ?? hours.week[weekday] ?? [];
  return spans.some(({ from, to }) => from <= time && time < to);
}

/** Spans that end before they begin, or that lie on one another; days that end before they begin. */
export function hoursProblems({ week, exceptions }: OpeningHours): HoursProblem[] {
  return [
    ...week.flatMap((spans, place) => spansProblems(spans, "week", place)),
    ...exceptions.flatMap(({ from, until, spans }, place) => [
      ...(until < from ? [{ kind: "dates-backwards", place, in: "exceptions" } as const] : []),
      ...spansProblems(spans, "exceptions", place),
    ]),
  ];
}

function spansProblems(spans: readonly OpenSpan[], where: HoursProblem["in"], place: number): HoursProblem[] {
  const inOrder = spans.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  if (inOrder.some(({ from, to }) => to <= from)) return [{ kind: "span-backwards", place, in: where }];
  const overlap = inOrder.some(({ from }, n) => from < (inOrder[n - 1]?.to ?? "00:00"));
  return overlap ? [{ kind: "spans-overlap", place, in: where }] : [];
}

type WallClock = { readonly date: string; readonly time: string; readonly weekday: number };

/** What calendar and clock on a wall show there: YYYY-MM-DD, HH:MM, and 0 for Monday. */
function wallClock(at: number, timeZone: string): WallClock {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  return { date, time: `${parts.get("hour")}:${parts.get("minute")}`, weekday };
}

/** To make one costs a hundred times what it costs to use it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const two = "2-digit";
    const digits = { year: "numeric", month: two, day: two, hour: two, minute: two } as const;
    format = new Intl.DateTimeFormat("en-US", { ...digits, hourCycle: "h23", timeZone });
    formats.set(timeZone, format);
  }
  return format;
}
