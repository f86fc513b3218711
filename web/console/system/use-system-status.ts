// The state of the node that answers, for the system page and the banner above every page.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import type { SystemStatus } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

/** `everyMs` between two readings; the fastest reader on the page decides. */
export function useSystemStatus(everyMs: number): UseQueryResult<SystemStatus> {
  return useQuery({
    queryKey: ["system"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSystemStatus, {})),
    refetchInterval: everyMs,
  });
}
