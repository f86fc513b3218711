// The message connectors that there are.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

export const connectorsKey = ["message-connectors"];

export function useConnectors() {
  return useQuery({
    queryKey: connectorsKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listMessageConnectors, {})).connectors,
  });
}
