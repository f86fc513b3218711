// Reports: the standard metrics by interval, queue or agent; what is asked for stands in the address.
import { DownloadOutlined, ExperimentOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { endpoints } from "@tandem/contract";
import type { Report } from "@tandem/contract";
import { LoadingState } from "@tandem/ui";
import { callEndpoint, requestUrl, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { useLive } from "#client/live";
import { useMe } from "#client/sign-in";
import { useLocale } from "#client/text";
import { useRoute } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { whatIfAddress } from "#console/what-if";
import { ReportFilterBar } from "./report-filter-bar.tsx";
import { lastDays, readReportFilter, reportAddress, reportQuery } from "./report-filter.ts";
import type { ReportFilter } from "./report-filter.ts";
import { ReportTable } from "./report-table.tsx";
import { intervalLabel } from "./report-times.ts";
import "./reports.css";

// The only page with these charts pays for them.
const ReportCharts = lazy(async () => ({ default: (await import("./report-charts.tsx")).ReportCharts }));

export function ReportsPage() {
  const { query: address, goTo } = useRoute();
  const { timeZone } = useMe().tenant;
  const [today] = useState(() => lastDays(Date.now(), timeZone, 1)[1]);
  const filter = readReportFilter(address, today);
  const query = reportQuery(filter);
  const report = useQuery({
    queryKey: ["reports", query],
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getReport, { query })),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="console-stack">
      <ReportFilterBar filter={filter} onChange={(changed) => goTo(reportAddress(changed))} />
      {report.data ? (
        <Shown report={report.data} filter={filter} loading={report.isPlaceholderData} />
      ) : (
        <QueryState query={report} />
      )}
    </div>
  );
}

type ShownProps = { readonly report: Report; readonly filter: ReportFilter; readonly loading: boolean };

function Shown({ report, filter, loading }: ShownProps) {
  const t = useConsoleText();
  // One bar for each row: of several groups in several intervals the table alone can tell.
  const { timeZone } = report;
  const labels = report.rows.map((row) =>
    filter.by === "all" ? intervalLabel(row, filter, timeZone) : row.name,
  );
  const hasChart = (filter.by === "all") !== (filter.interval === "period") && report.rows.length > 0;
  return (
    <>
      <div className="reports-head">
        <Basis report={report} filter={filter} />
        <div className="reports-export">
          <WhatIfLink filter={filter} />
          <Export filter={filter} />
        </div>
      </div>
      {hasChart && !loading ? (
        <Suspense fallback={<LoadingState title={t("loading")} />}>
          <ReportCharts rows={report.rows} labels={labels} filter={filter} />
        </Suspense>
      ) : null}
      <section className="console-card" aria-label={t("nav.reports")}>
        <ReportTable report={report} filter={filter} loading={loading} />
      </section>
    </>
  );
}

/** Of one queue and one day: what could have been otherwise. */
function WhatIfLink({ filter }: { readonly filter: ReportFilter }) {
  const t = useConsoleText();
  const { goTo } = useRoute();
  const { queueId, firstDay, lastDay } = filter;
  const asked = { ...(queueId !== undefined && { queueId }), ...(firstDay === lastDay && { day: firstDay }) };
  return (
    <Button
      icon={<ExperimentOutlined />}
      onClick={() => goTo(whatIfAddress(asked))}
      data-testid="report-what-if"
    >
      {t("what-if.link")}
    </Button>
  );
}

/** By what the figures go: without it they could not be compared with anybody's. */
function Basis({ report, filter }: Omit<ShownProps, "loading">) {
  const t = useConsoleText();
  const queues = useLive().state?.queues ?? [];
  const targets = report.targets.flatMap(({ queueId, seconds }) => {
    const queue = queues.find(({ id }) => id === queueId);
    const isShown = filter.queueId === undefined || filter.queueId === queueId;
    return queue && isShown ? [t("reports.target", { queue: queue.name, seconds })] : [];
  });
  const values = { zone: report.timeZone, rule: t(`reports.rule.${filter.rule}`), short: shortSeconds };
  return (
    <p className="reports-basis t-soft" data-testid="report-basis">
      {t("reports.basis", { ...values, targets: targets.join(", ") })}
    </p>
  );
}

/** As the API has it when nothing is said. */
const shortSeconds = 5;

function Export({ filter }: { readonly filter: ReportFilter }) {
  const t = useConsoleText();
  const locale = useLocale();
  const address = (format: "csv" | "xlsx") =>
    requestUrl({
      method: "GET",
      path: endpoints.exportReport.path,
      query: { ...reportQuery(filter), format, locale },
    });
  return (
    <div className="reports-export">
      {(["csv", "xlsx"] as const).map((format) => (
        <Button
          key={format}
          icon={<DownloadOutlined />}
          href={address(format)}
          download
          data-testid={`report-${format}`}
        >
          {t(`reports.export.${format}`)}
        </Button>
      ))}
    </div>
  );
}
