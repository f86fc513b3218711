// The calendars of opening hours, read again as each minute may open or close one.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

export const calendarsKey = ["business-hours"];

export function useCalendars() {
  return useQuery({
    queryKey: calendarsKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listCalendars, {})),
    refetchInterval: 60_000,
  });
}

export type Calendars = NonNullable<ReturnType<typeof useCalendars>["data"]>;
