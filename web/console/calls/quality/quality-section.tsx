// The part of a call's page that draws how it sounded.
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { endpoints } from "@tandem/contract";
import type { CallDetail } from "@tandem/contract";
import { EmptyState, LoadingState } from "@tandem/ui";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useConsoleText } from "#console/texts";

// Only this page draws charts.
const QualityPanel = lazy(async () => ({ default: (await import("./quality-panel.tsx")).QualityPanel }));

export function QualitySection({ call }: { readonly call: CallDetail }) {
  const t = useConsoleText();
  const query = useQuery({
    queryKey: ["calls", "quality", call.id],
    queryFn: async () =>
      valueOrThrow(await callEndpoint(endpoints.getCallQuality, { params: { callId: call.id } })),
  });
  const legs = query.data?.legs;
  return (
    <section className="console-card console-quality" aria-label={t("quality")} data-testid="quality">
      <h2>{t("quality")}</h2>
      {legs === undefined ? <QueryState query={query} /> : null}
      {legs?.length === 0 ? (
        <EmptyState title={t("quality.none")}>{t("quality.none.text")}</EmptyState>
      ) : null}
      {legs !== undefined && legs.length > 0 ? (
        <Suspense fallback={<LoadingState title={t("loading")} />}>
          <QualityPanel call={call} legs={legs} />
        </Suspense>
      ) : null}
    </section>
  );
}
