// What the charts of a report draw, as data: callers as stacked bars, and shares as lines.
import type { ReportRow } from "@tandem/contract";
import { chartFrame, countAxis, lineSeries, percentAxis, percentOf } from "#console/charts";
import type { ChartColors } from "#console/charts";
import type { LevelKey } from "./report-filter.ts";

export type ReportChartNames = Readonly<
  Record<"answered" | "abandoned" | "flowedOut" | "level" | "abandonment", string>
>;

type Shared = {
  readonly rows: readonly ReportRow[];
  /** What each row is called on the axis. */
  readonly labels: readonly string[];
  readonly colors: ChartColors;
  readonly names: ReportChartNames;
};

/** The bars are told apart by their pattern too, not by color alone. */
const patterns = {
  answered: undefined,
  abandoned: {
    symbol: "rect",
    dashArrayX: [1, 0],
    dashArrayY: [4, 3],
    rotation: -Math.PI / 4,
    color: "rgba(255,255,255,.55)",
  },
  flowedOut: {
    symbol: "circle",
    symbolSize: 0.6,
    dashArrayX: [[6, 6]],
    dashArrayY: [6, 0],
    color: "rgba(255,255,255,.6)",
  },
} as const;

/** Offered, as what became of it. */
export function volumeOption({ rows, labels, colors, names }: Shared) {
  const bars = ["answered", "abandoned", "flowedOut"] as const;
  return {
    ...chartFrame(labels, colors),
    yAxis: countAxis(colors),
    series: bars.map((key) => ({
      type: "bar" as const,
      stack: "offered",
      name: names[key],
      barMaxWidth: 36,
      data: rows.map((row) => row[key]),
      itemStyle: { color: colors[key], ...(patterns[key] && { decal: patterns[key] }) },
    })),
  };
}

/** Shares in per cent; an interval without callers is a gap. */
export function levelOption({ rows, labels, colors, names }: Shared, level: LevelKey) {
  return {
    ...chartFrame(labels, colors),
    yAxis: percentAxis(colors),
    series: [
      lineSeries(
        names.level,
        { color: colors.level, type: "solid" },
        rows.map((row) => percentOf(row[level])),
      ),
      lineSeries(
        names.abandonment,
        { color: colors.abandoned, type: "dashed" },
        rows.map((row) => percentOf(row.abandonment)),
      ),
    ],
  };
}
