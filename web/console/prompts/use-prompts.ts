// The prompts that there are, and the engine that speaks.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

export const promptsKey = ["prompts"];
export const speechKey = ["speech"];

export function usePrompts() {
  return useQuery({
    queryKey: promptsKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listPrompts, {})).prompts,
  });
}

export function useSpeechSettings() {
  return useQuery({
    queryKey: speechKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getSpeechSettings, {})),
  });
}
