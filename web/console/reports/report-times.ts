// How an interval of a report is called: by its hours within a day, by its date when it is a day.
import type { ReportRow } from "@tandem/contract";
import type { ReportFilter } from "./report-filter.ts";

/** The day is named where a report has several. */
export function intervalLabel(
  { from, to }: Pick<ReportRow, "from" | "to">,
  { interval, firstDay, lastDay }: Pick<ReportFilter, "interval" | "firstDay" | "lastDay">,
  timeZone: string,
): string {
  if (interval === "period") return firstDay === lastDay ? firstDay : `${firstDay} – ${lastDay}`;
  const date = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  if (interval === "day") return date.format(new Date(from));
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" });
  const hours = `${time.format(new Date(from))}–${time.format(new Date(to))}`;
  return firstDay === lastDay ? hours : `${date.format(new Date(from)).slice(5)} ${hours}`;
}
