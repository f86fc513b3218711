// The prompts that there are, and the engines that speak and understand.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

export const promptsKey = ["prompts"];
export const speechKey = ["speech"];
export const recognitionKey = ["recognition"];

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

export function useRecognitionSettings() {
  return useQuery({
    queryKey: recognitionKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getRecognitionSettings, {})),
  });
}

/** The models in the node's folder. */
export function useSpeechModels() {
  return useQuery({
    queryKey: ["speech-models"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listSpeechModels, {})),
  });
}
