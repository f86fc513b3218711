// Files of holidays, and of the days that are worked instead: read, and added to a calendar's exceptions.
import { z } from "zod";

const holidayFile = z.object({
  name: z.string().max(60),
  days: z
    .array(
      z.object({
        name: z.string().max(60),
        from: z.iso.date(),
        until: z.iso.date(),
        /** A day off that is worked (调休): open as on a Monday. */
        open: z.boolean(),
      }),
    )
    .max(400),
});
export type HolidayFile = z.output<typeof holidayFile>;

/** An exception as the form writes it. */
type ExceptionRow = {
  readonly name?: string;
  readonly from: string;
  readonly until: string;
  readonly spans?: string;
};

/** Pure: undefined when the text is no file of holidays. */
export function readHolidays(text: string): HolidayFile | undefined {
  try {
    return holidayFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Pure: the exceptions with those days, in order; days that are there already stay as they are. */
export function withHolidays(
  rows: readonly ExceptionRow[],
  { days }: HolidayFile,
  workday: string,
): ExceptionRow[] {
  const known = new Set(rows.map(({ from, until }) => `${from} ${until}`));
  const added = days
    .filter(({ from, until }) => !known.has(`${from} ${until}`))
    .map(({ open, ...day }) => ({ ...day, spans: open ? workday : "" }));
  return [...rows, ...added].toSorted((a, b) => a.from.localeCompare(b.from, "en"));
}
