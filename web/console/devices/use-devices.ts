// Reads everybody's devices, and changes them.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import type { Answer } from "#client/api";
import { useAsk } from "#client/frame";

/** Registrations come and go without the live feed: read while somebody looks. */
const refreshMs = 3000;
const queryKey = ["devices"];

export function useDevices() {
  return useQuery({
    queryKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listDevices, {})),
    refetchInterval: refreshMs,
  });
}

/** Asks for a change, says when it failed, and reads the list again; resolves with whether it worked. */
export function useDeviceChange(): (request: Promise<Answer<unknown>>) => Promise<boolean> {
  const ask = useAsk();
  const client = useQueryClient();
  return async (request) => {
    const worked = await ask(request);
    await client.invalidateQueries({ queryKey });
    return worked;
  };
}
