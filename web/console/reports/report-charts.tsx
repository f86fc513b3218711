// The charts of a report. Read by the browser only when a report is shown.
import type { ReportRow } from "@tandem/contract";
import { Chart, useChartColors } from "#console/charts";
import { useConsoleText } from "#console/texts";
import { levelOption, volumeOption } from "./report-chart-option.ts";
import type { ReportFilter } from "./report-filter.ts";

export type ReportChartsProps = {
  readonly rows: readonly ReportRow[];
  /** What each row is called on the axis. */
  readonly labels: readonly string[];
  readonly filter: ReportFilter;
};

export function ReportCharts({ rows, labels, filter }: ReportChartsProps) {
  const t = useConsoleText();
  const colors = useChartColors();
  const names = {
    answered: t("figure.answered"),
    abandoned: t("figure.abandoned"),
    flowedOut: t("figure.flowedOut"),
    level: `${t("figure.serviceLevel")} (${t(`reports.level.${filter.level}`)})`,
    abandonment: t("figure.abandonment"),
  };
  const shared = { rows, labels, colors, names };
  return (
    <div className="reports-charts">
      <Chart title={t("reports.chart.volume")} option={volumeOption(shared)} testId="report-volume" />
      {filter.by === "agent" ? null : (
        <Chart
          title={t("reports.chart.level")}
          option={levelOption(shared, filter.level)}
          testId="report-level-chart"
        />
      )}
    </div>
  );
}
