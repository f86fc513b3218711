// What the charts of a what-if draw, as data: the service level of each half-hour, and the agents beside the callers.
import type { WhatIf } from "@tandem/contract";
import { chartFrame, countAxis, lineSeries, percentAxis, percentOf } from "#console/charts";
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

/** Per cent; a half-hour without callers is a gap. */
export function levelOption({ intervals, labels, colors, names }: Shared) {
  return {
    ...chartFrame(labels, colors),
    yAxis: percentAxis(colors),
    series: [
      lineSeries(
        names.happened,
        { color: colors.level, type: "solid" },
        intervals.map(({ happened }) => percentOf(happened.serviceLevel)),
      ),
      lineSeries(
        names.changed,
        { color: colors.answered, type: "dashed" },
        intervals.map(({ changed }) => percentOf(changed.serviceLevel)),
      ),
    ],
  };
}

/** Callers as bars, and how many agents were there on average as lines. */
export function staffOption({ intervals, labels, colors, names }: Shared) {
  const count = (agentMs: number, from: string, to: string) =>
    Math.round((agentMs * 10) / (Date.parse(to) - Date.parse(from))) / 10;
  return {
    ...chartFrame(labels, colors),
    yAxis: countAxis(colors),
    series: [
      {
        type: "bar" as const,
        name: names.offered,
        barMaxWidth: 30,
        data: intervals.map(({ happened }) => happened.offered),
        itemStyle: { color: colors.line },
      },
      lineSeries(
        names.happened,
        { color: colors.level, type: "solid" },
        intervals.map(({ happened, from, to }) => count(happened.agentMs, from, to)),
      ),
      lineSeries(
        names.changed,
        { color: colors.answered, type: "dashed" },
        intervals.map(({ changed, from, to }) => count(changed.agentMs, from, to)),
      ),
    ],
  };
}
