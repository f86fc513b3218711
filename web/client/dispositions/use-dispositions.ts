// The tenant's dispositions, read once per page.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { useLocale } from "#client/text";
import { pathTo } from "./disposition-tree.ts";

export const dispositionsKey = ["dispositions"] as const;

/** In the order to show them. */
export function useDispositions() {
  return useQuery({
    queryKey: dispositionsKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listDispositions, {})).dispositions,
  });
}

/** From a disposition's code to its words, from the top of the tree; the code itself when it is gone from the list. */
export function useDispositionWords(): (code: string) => string {
  const locale = useLocale();
  const { data } = useDispositions();
  return (code) =>
    pathTo(data ?? [], code)
      .map(({ label }) => label[locale])
      .join(" › ") || code;
}
