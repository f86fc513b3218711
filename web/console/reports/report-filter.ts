// What a report shows, as it stands in the address bar and as the API wants it.
import type { ReportQuery } from "@tandem/contract";

export const intervals = ["15", "30", "60", "day", "period"] as const;
export const groups = ["all", "queue", "agent"] as const;
export const rules = ["enqueue", "answer"] as const;
export const levels = [
  "serviceLevel",
  "serviceLevelNoShort",
  "serviceLevelAnsweredOnly",
  "serviceLevelRemoved",
] as const;
export type LevelKey = (typeof levels)[number];

export type ReportFilter = Pick<ReportQuery, "firstDay" | "lastDay" | "interval" | "by" | "rule"> & {
  readonly queueId: string | undefined;
  /** Which service level is shown. */
  readonly level: LevelKey;
};

const day = /^\d{4}-\d{2}-\d{2}$/;

function oneOf<Value extends string>(values: readonly Value[], text: string | null, otherwise: Value): Value {
  return values.find((value) => value === text) ?? otherwise;
}

/** Pure: what an address asks for; what makes no sense is left out. `today`: in the tenant's time zone. */
export function readReportFilter(query: URLSearchParams, today: string): ReportFilter {
  const [first, last] = [query.get("from") ?? "", query.get("to") ?? ""];
  const isPeriod = day.test(first) && day.test(last) && first <= last;
  return {
    firstDay: isPeriod ? first : today,
    lastDay: isPeriod ? last : today,
    interval: oneOf(intervals, query.get("interval"), "60"),
    by: oneOf(groups, query.get("by"), "all"),
    rule: oneOf(rules, query.get("rule"), "enqueue"),
    queueId: query.get("queue") ?? undefined,
    level: oneOf(levels, query.get("level"), "serviceLevel"),
  };
}

/** Pure: the address of a report; reads back as the same one on any day. */
export function reportAddress(filter: ReportFilter): string {
  const { firstDay: from, lastDay: to, interval, by, rule, queueId, level } = filter;
  const query = new URLSearchParams({ from, to, interval, by, rule, level });
  if (queueId !== undefined) query.set("queue", queueId);
  return `/console/reports?${query.toString()}`;
}

/** Pure: the API's query for this filter. */
export function reportQuery({ firstDay, lastDay, interval, by, rule, queueId }: ReportFilter) {
  const query = { firstDay, lastDay, interval, by, rule };
  return queueId === undefined ? query : { ...query, queueId };
}

/** Today and so many days before it, as `YYYY-MM-DD` of a time zone. */
export function lastDays(
  now: number,
  timeZone: string,
  count: number,
): readonly [first: string, last: string] {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" }).format(now);
  const first = new Date(Date.parse(`${today}T00:00:00Z`) - (count - 1) * 86_400_000);
  return [first.toISOString().slice(0, 10), today];
}
