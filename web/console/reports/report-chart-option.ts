// What the charts of a report draw, as data: callers as stacked bars, and shares as lines.
import type { ReportRow } from "@tandem/contract";
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

function frame({ labels, colors }: Shared) {
  return {
    animation: false,
    grid: { left: 48, right: 12, top: 34, bottom: 24 },
    legend: { top: 0, left: 0, textStyle: { color: colors.text }, itemWidth: 18 },
    tooltip: {
      trigger: "axis" as const,
      backgroundColor: colors.panel,
      borderColor: colors.line,
      textStyle: { color: colors.text },
    },
    xAxis: { type: "category" as const, data: [...labels], axisLabel: { color: colors.text } },
  };
}

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
export function volumeOption(shared: Shared) {
  const { rows, colors, names } = shared;
  const bars = ["answered", "abandoned", "flowedOut"] as const;
  return {
    ...frame(shared),
    yAxis: {
      type: "value" as const,
      minInterval: 1,
      axisLabel: { color: colors.text },
      splitLine: { lineStyle: { color: colors.line } },
    },
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
export function levelOption(shared: Shared, level: LevelKey) {
  const { rows, colors, names } = shared;
  const percent = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 10);
  const line = (name: string, color: string, type: "solid" | "dashed", data: (number | null)[]) => ({
    type: "line" as const,
    name,
    data,
    symbol: type === "solid" ? "circle" : "triangle",
    symbolSize: 7,
    connectNulls: false,
    lineStyle: { color, width: 2, type },
    itemStyle: { color },
  });
  return {
    ...frame(shared),
    yAxis: {
      type: "value" as const,
      min: 0,
      max: 100,
      axisLabel: { color: colors.text, formatter: "{value} %" },
      splitLine: { lineStyle: { color: colors.line } },
    },
    series: [
      line(
        names.level,
        colors.level,
        "solid",
        rows.map((row) => percent(row[level])),
      ),
      line(
        names.abandonment,
        colors.abandoned,
        "dashed",
        rows.map((row) => percent(row.abandonment)),
      ),
    ],
  };
}
