// What the security page reads, again every few seconds while somebody looks.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

/** An attack changes the page while one watches. */
const refreshMs = 5_000;

export function useNodeSecurity() {
  return useQuery({
    queryKey: ["security", "node"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getNodeSecurity, {})),
    refetchInterval: refreshMs,
  });
}

export function useTenantFacts() {
  return useQuery({
    queryKey: ["security", "facts"],
    queryFn: async () =>
      valueOrThrow(await callEndpoint(endpoints.listSecurityFacts, { query: { limit: 100 } })),
    refetchInterval: refreshMs,
  });
}

export function useDialling() {
  return useQuery({
    queryKey: ["security", "dialling"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getDiallingLimits, {})),
    refetchInterval: refreshMs,
  });
}
