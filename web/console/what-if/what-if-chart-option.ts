// What the charts of a what-if draw, as data: the service level of each half-hour, and the agents beside the callers.
import type { WhatIf } from "@tandem/contract";
import type { ChartColors } from "#console/charts";

export type WhatIfChartNames = Readonly<Record<"happened" | "changed" | "offered", string>>;

type Shared = {
  readonly intervals: WhatIf["intervals"];
  readonly labels: readonly string[];
  readonly colors: ChartColors;
  readonly names: WhatIfChartNames;
};

/** Pure: from the first half-hour with callers or agents to the last. */
export function shownIntervals(intervals: WhatIf["intervals"]): WhatIf["intervals"] {
  const isShown = ({ happened, changed }: WhatIf["intervals"][number]) =>
    happened.offered > 0 || happened.agentMs > 0 || changed.agentMs > 0;
  const last = intervals.findLastIndex(isShown);
  return last < 0 ? [] : intervals.slice(intervals.findIndex(isShown), last + 1);
}

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

function line(name: string, color: string, type: "solid" | "dashed", data: (number | null)[]) {
  return {
    type: "line" as const,
    name,
    data,
    symbol: type === "solid" ? "circle" : "triangle",
    symbolSize: 6,
    lineStyle: { color, width: 2, type },
    itemStyle: { color },
  };
}

/** Per cent; a half-hour without callers is a gap. */
export function levelOption(shared: Shared) {
  const { intervals, colors, names } = shared;
  const percent = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 10);
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
        names.happened,
        colors.level,
        "solid",
        intervals.map(({ happened }) => percent(happened.serviceLevel)),
      ),
      line(
        names.changed,
        colors.answered,
        "dashed",
        intervals.map(({ changed }) => percent(changed.serviceLevel)),
      ),
    ],
  };
}

/** Callers as bars, and how many agents were there on average as lines. */
export function staffOption(shared: Shared) {
  const { intervals, colors, names } = shared;
  const count = (agentMs: number, from: string, to: string) =>
    Math.round((agentMs * 10) / (Date.parse(to) - Date.parse(from))) / 10;
  return {
    ...frame(shared),
    yAxis: {
      type: "value" as const,
      minInterval: 1,
      axisLabel: { color: colors.text },
      splitLine: { lineStyle: { color: colors.line } },
    },
    series: [
      {
        type: "bar" as const,
        name: names.offered,
        barMaxWidth: 30,
        data: intervals.map(({ happened }) => happened.offered),
        itemStyle: { color: colors.line },
      },
      line(
        names.happened,
        colors.level,
        "solid",
        intervals.map(({ happened, from, to }) => count(happened.agentMs, from, to)),
      ),
      line(
        names.changed,
        colors.answered,
        "dashed",
        intervals.map(({ changed, from, to }) => count(changed.agentMs, from, to)),
      ),
    ],
  };
}
