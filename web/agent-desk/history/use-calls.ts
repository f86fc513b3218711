// Lists of ended calls.
import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

type CallsQuery = z.input<typeof endpoints.listCalls.query>;

/** Ended calls, newest first; asked only when `enabled`. The live feed makes it read again. */
export function useCalls(query: CallsQuery, enabled: boolean) {
  return useQuery({
    queryKey: ["calls", "list", query],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listCalls, { query })).calls,
    enabled,
  });
}
