// What a chart of one leg's quality draws, as data: one line for each direction, over the time of the call.
import type { LegQuality } from "@tandem/contract";

/** The figures that have a chart, in the order they stand. */
export const figures = ["mos", "loss", "jitter", "roundTrip"] as const;
export type Figure = (typeof figures)[number];

export type ChartLine = {
  readonly name: string;
  readonly color: string;
  /** Not by color alone. */
  readonly dashed: boolean;
  readonly points: readonly (readonly [atSeconds: number, value: number | null])[];
};

export type ChartColors = Readonly<Record<"received" | "sent" | "text" | "line" | "alarm" | "panel", string>>;
export type LineNames = Readonly<Record<"received" | "sent" | "roundTrip", string>>;

/** Below this nearly everybody is dissatisfied (ITU-T G.107 annex B). */
const poorMos = 3.1;

/** The lines of a figure that have any value; `callStartedAt` is what the time counts from. */
export function linesOf(
  leg: LegQuality,
  figure: Figure,
  callStartedAt: string,
  colors: ChartColors,
  names: LineNames,
): ChartLine[] {
  const offset = (Date.parse(leg.startedAt) - Date.parse(callStartedAt)) / 1000;
  const line = (
    name: string,
    color: string,
    dashed: boolean,
    column: readonly (number | null)[],
  ): ChartLine => ({
    name,
    color,
    dashed,
    points: withGaps(
      leg.seconds.map((at, index) => [Math.max(0, Math.round(offset + at)), column[index] ?? null]),
    ),
  });
  const both = (received: readonly (number | null)[], sent: readonly (number | null)[]) => [
    line(names.received, colors.received, false, received),
    line(names.sent, colors.sent, true, sent),
  ];
  const lines = {
    mos: () => both(leg.mosReceived, leg.mosSent),
    loss: () => both(leg.lossReceived, leg.lossSent),
    jitter: () => both(leg.jitterReceivedMs, leg.jitterSentMs),
    roundTrip: () => [line(names.roundTrip, colors.received, false, leg.roundTripMs)],
  }[figure]();
  return lines.filter(({ points }) => points.some(([, value]) => value !== null));
}

/** A pause of more than this many usual steps is drawn as one: on hold nothing is measured. */
const stepsToGap = 4;
const stepSeconds = 5;

/** Where time is missing a point without value ends the line. */
function withGaps(points: readonly (readonly [number, number | null])[]): ChartLine["points"] {
  const usual = Math.max(stepSeconds, (points.at(-1)?.[0] ?? 0) / 360);
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    const isGap = before !== undefined && point[0] - before[0] > stepsToGap * usual;
    return isGap ? [[before[0] + 1, null] as const, point] : [point];
  });
}

/** Minutes and seconds from the call's start. */
export function timeLabel(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

/** The whole chart for the library. `lastSecond` is the same for all charts, so that they stand under one another. */
export function chartOption(
  figure: Figure,
  lines: readonly ChartLine[],
  lastSecond: number,
  colors: ChartColors,
  unit: string,
) {
  const axis = { axisLabel: { color: colors.text }, splitLine: { lineStyle: { color: colors.line } } };
  const isMos = figure === "mos";
  return {
    animation: false,
    grid: { left: 44, right: 12, top: 12, bottom: 24 },
    tooltip: {
      trigger: "axis" as const,
      backgroundColor: colors.panel,
      borderColor: colors.line,
      textStyle: { color: colors.text },
      axisPointer: { label: { formatter: ({ value }: { value: number }) => timeLabel(value) } },
      valueFormatter: (value: unknown) => (typeof value === "number" ? `${value} ${unit}`.trim() : "–"),
    },
    xAxis: {
      type: "value" as const,
      min: 0,
      max: Math.max(stepSeconds, lastSecond),
      ...axis,
      axisLabel: { color: colors.text, formatter: timeLabel },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value" as const,
      min: isMos ? 1 : 0,
      ...(isMos && { max: 5, interval: 1 }),
      splitNumber: 3,
      ...axis,
    },
    series: lines.map(({ name, color, dashed, points }, index) => ({
      type: "line" as const,
      name,
      data: points.map(([at, value]) => [at, value]),
      // A single value is no line: it is drawn as a dot.
      showSymbol: points.length < 2,
      connectNulls: false,
      lineStyle: { color, width: 2, type: dashed ? ("dashed" as const) : ("solid" as const) },
      itemStyle: { color },
      ...(isMos &&
        index === 0 && {
          markLine: {
            silent: true,
            symbol: "none",
            label: { show: false },
            lineStyle: { color: colors.alarm, type: "dotted" as const },
            data: [{ yAxis: poorMos }],
          },
        }),
    })),
  };
}
