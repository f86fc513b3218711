// The tenant's desk rules, read once per page.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

export const deskRulesKey = ["desk-rules"] as const;

export function useDeskRules() {
  return useQuery({
    queryKey: deskRulesKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getDeskRules, {})),
  });
}
