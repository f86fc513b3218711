// My promised callbacks: read once, and again after each change and when the page is looked at.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

const key = ["reminders"] as const;

export function useReminders() {
  return useQuery({
    queryKey: key,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listReminders, {})).reminders,
    // Another tab of mine may have done some.
    refetchOnWindowFocus: true,
  });
}

export function useReadReminders(): () => void {
  const queries = useQueryClient();
  return () => void queries.invalidateQueries({ queryKey: key });
}
