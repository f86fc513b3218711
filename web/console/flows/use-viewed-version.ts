// Which version the figures are of, and its drawing as callers got it.
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { endpoints } from "@tandem/contract";
import { readFlowDocument } from "@tandem/flows";
import type { FlowDocument } from "@tandem/flows";
import { callEndpoint, valueOrThrow } from "#client/api";
import { publishedVersions } from "./published-versions.ts";

export type ViewedVersion = { readonly version: number; readonly document: FlowDocument };

/** Nothing is asked, and no version is viewed, while `shown` is false. */
export function useViewedVersion(flowId: string, shown: boolean) {
  const [version, setVersion] = useState<number>();
  const history = useQuery({
    queryKey: ["flows", flowId, "history"],
    enabled: shown,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getFlowHistory, { params: { flowId } })),
  });
  const drawing = useQuery({
    queryKey: ["flows", flowId, "version", version],
    enabled: shown && version !== undefined,
    // A version never changes.
    staleTime: Infinity,
    queryFn: async () => {
      const params = { flowId, version: String(version) };
      const answer = valueOrThrow(await callEndpoint(endpoints.getFlowVersion, { params }));
      const read = readFlowDocument(answer.document);
      if (!read.ok) throw new Error(read.error.message);
      return read.value;
    },
  });
  const versions = useMemo(() => publishedVersions(history.data?.publications ?? []), [history.data]);
  const document = drawing.data;
  const viewed = useMemo(
    (): ViewedVersion | undefined =>
      shown && version !== undefined && document ? { version, document } : undefined,
    [shown, version, document],
  );
  return { version, setVersion, versions, viewed, failed: drawing.error !== null ? drawing : undefined };
}
