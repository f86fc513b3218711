// The tenant's dispositions, read once per page.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";
import { useLocale } from "#client/text";

/** In the order to show them. */
export function useDispositions() {
  return useQuery({
    queryKey: ["dispositions"],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listDispositions, {})).dispositions,
  });
}

/** From a disposition's code to its words; the code itself when it is not in the list any more. */
export function useDispositionWords(): (code: string) => string {
  const locale = useLocale();
  const { data } = useDispositions();
  return (code) => data?.find((disposition) => disposition.code === code)?.label[locale] ?? code;
}
