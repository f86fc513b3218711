// The secrets that there are, by name.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

export function useSecrets() {
  return useQuery({
    queryKey: ["secrets"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listSecrets, {})).secrets,
  });
}
