// What the options of several charts share: frame, axes, lines.
import type { ChartColors } from "./use-chart-colors.ts";

/** Everything about a chart but its values: one group of them above each label. */
export function chartFrame(labels: readonly string[], colors: ChartColors) {
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

/** Whole numbers from 0. */
export function countAxis(colors: ChartColors) {
  return {
    type: "value" as const,
    minInterval: 1,
    axisLabel: { color: colors.text },
    splitLine: { lineStyle: { color: colors.line } },
  };
}

/** From 0 to 100 per cent. */
export function percentAxis(colors: ChartColors) {
  return {
    type: "value" as const,
    min: 0,
    max: 100,
    axisLabel: { color: colors.text, formatter: "{value} %" },
    splitLine: { lineStyle: { color: colors.line } },
  };
}

/** A share from 0 to 1 as per cent with one decimal; none stays none. */
export function percentOf(share: number | null): number | null {
  return share === null ? null : Math.round(share * 1000) / 10;
}

/** Told apart by dashes and marks too, not by color alone; null is a gap. */
export function lineSeries(
  name: string,
  look: { readonly color: string; readonly type: "solid" | "dashed" },
  data: readonly (number | null)[],
) {
  const { color, type } = look;
  return {
    type: "line" as const,
    name,
    data: [...data],
    symbol: type === "solid" ? "circle" : "triangle",
    symbolSize: 7,
    connectNulls: false,
    lineStyle: { color, width: 2, type },
    itemStyle: { color },
  };
}
