// The filters of the list of calls as they stand in the address bar, and as the API wants them.
import type { EndCause } from "@tandem/contract";
import { dayRangeInZone } from "#client/time";
import { endCauses } from "./timeline.ts";

export type CallFilter = {
  /** Caller's number; empty for any. */
  readonly number: string;
  /** What a flow has noted, as `order:9876`; empty for any. */
  readonly tag: string;
  readonly cause: EndCause | undefined;
  /** First and last day as `YYYY-MM-DD` in the tenant's time zone. */
  readonly days: readonly [first: string, last: string] | undefined;
  /** Which page; undefined for the first. */
  readonly cursor: string | undefined;
};

/** All calls. */
export const noFilter: CallFilter = {
  number: "",
  tag: "",
  cause: undefined,
  days: undefined,
  cursor: undefined,
};

/** Pure: what an address asks for; what makes no sense is left out. */
export function readFilter(query: URLSearchParams): CallFilter {
  const [first, last] = [query.get("from"), query.get("to")];
  const day = /^\d{4}-\d{2}-\d{2}$/;
  return {
    number: query.get("number") ?? "",
    tag: query.get("tag") ?? "",
    cause: endCauses.find((cause) => cause === query.get("cause")),
    days: first !== null && last !== null && day.test(first) && day.test(last) ? [first, last] : undefined,
    cursor: query.get("cursor") ?? undefined,
  };
}

/** Pure: the address of a filtered list; reads back as the same filter. */
export function filterAddress(filter: CallFilter): string {
  const query = new URLSearchParams();
  if (filter.number !== "") query.set("number", filter.number);
  if (filter.tag !== "") query.set("tag", filter.tag);
  if (filter.cause) query.set("cause", filter.cause);
  if (filter.days) {
    query.set("from", filter.days[0]);
    query.set("to", filter.days[1]);
  }
  if (filter.cursor !== undefined) query.set("cursor", filter.cursor);
  return query.size > 0 ? `/console/calls?${query.toString()}` : "/console/calls";
}

/** Pure: the API's query for this filter. */
export function filterQuery(filter: CallFilter, timeZone: string) {
  const range = filter.days && dayRangeInZone(filter.days[0], filter.days[1], timeZone);
  return {
    ...(filter.number === "" ? {} : { ani: filter.number }),
    ...(filter.tag === "" ? {} : { tag: filter.tag }),
    ...(filter.cause ? { endCause: filter.cause } : {}),
    ...(filter.cursor === undefined ? {} : { cursor: filter.cursor }),
    ...range,
  };
}
