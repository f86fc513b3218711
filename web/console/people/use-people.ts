// Reads everybody, and says in words why a change is refused.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import type { ApiProblem } from "#client/api";
import { failureText } from "#client/frame";
import type { Translate } from "#client/text";
import { consoleTexts } from "#console/texts";
import type { ConsoleKey } from "#console/texts";

const queryKey = ["people"];

export function usePeople() {
  return useQuery({
    queryKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listPeople, {})).people,
  });
}

/** After a change: other pages name people too. */
export function useReadAgain(): () => void {
  const queries = useQueryClient();
  return () => {
    for (const key of [queryKey, ["setup"], ["devices"]]) void queries.invalidateQueries({ queryKey: key });
  };
}

/** Pure; a reason that this page does not know is said as the server said it. */
export function refusal(problem: ApiProblem, t: Translate<ConsoleKey>): string {
  const key = `people.refused.${problem.reason ?? ""}`;
  if (!(key in consoleTexts.en)) return failureText(problem, t);
  return t(key as ConsoleKey, { name: problem.subject ?? "" });
}
