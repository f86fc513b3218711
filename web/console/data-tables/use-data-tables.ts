// The tables that there are.
import { useQuery } from "@tanstack/react-query";
import { endpoints } from "@tandem/contract";
import { callEndpoint, valueOrThrow } from "#client/api";

export const dataTablesKey = ["data-tables"];

export function useDataTables() {
  return useQuery({
    queryKey: dataTablesKey,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.listDataTables, {})).tables,
  });
}
