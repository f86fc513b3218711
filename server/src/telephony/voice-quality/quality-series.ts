// What was measured of a leg over its time, as columns: one value for each point, null where a direction was silent.
// Grows in place: copying it for each point would cost more than measuring.
import type { LegQuality } from "@tandem/media";

type Column = (number | null)[];

/** Columns of equal length. Loss is per cent. */
export type QualitySeries = {
  /** Points lie at least so far apart. */
  stepSeconds: number;
  /** Seconds from the first point. */
  readonly seconds: number[];
  readonly mosReceived: Column;
  readonly mosSent: Column;
  readonly lossReceived: Column;
  readonly lossSent: Column;
  readonly jitterReceivedMs: Column;
  readonly jitterSentMs: Column;
  readonly roundTripMs: Column;
};

type ColumnName = Exclude<keyof QualitySeries, "stepSeconds" | "seconds">;
type Point = Readonly<Record<ColumnName, number | null>>;

/** Half an hour of points of five seconds; a longer call has coarser ones, so that no leg grows without end. */
export const mostPoints = 360;
const firstStepSeconds = 5;

/** Of points that become one, the worse value stays: no bad moment is smoothed away. */
const worse: Readonly<Record<ColumnName, (a: number, b: number) => number>> = {
  mosReceived: Math.min,
  mosSent: Math.min,
  lossReceived: Math.max,
  lossSent: Math.max,
  jitterReceivedMs: Math.max,
  jitterSentMs: Math.max,
  roundTripMs: Math.max,
};
const names = Object.keys(worse) as ColumnName[];

export function newSeries(): QualitySeries {
  return {
    stepSeconds: firstStepSeconds,
    seconds: [],
    mosReceived: [],
    mosSent: [],
    lossReceived: [],
    lossSent: [],
    jitterReceivedMs: [],
    jitterSentMs: [],
    roundTripMs: [],
  };
}

/** Adds what was measured `atSeconds` after the first point. */
export function addPoint(
  series: QualitySeries,
  atSeconds: number,
  { received, sent, roundTripMs }: Pick<LegQuality, "received" | "sent" | "roundTripMs">,
): void {
  put(series, Math.round(atSeconds), {
    mosReceived: rounded(received?.mos, 2),
    mosSent: rounded(sent?.mos, 2),
    lossReceived: rounded(received && (100 * (received.lost + received.late)) / received.expected, 1),
    lossSent: rounded(sent && 100 * sent.lossShare, 1),
    jitterReceivedMs: rounded(received?.jitterMs, 1),
    jitterSentMs: rounded(sent?.jitterMs, 1),
    roundTripMs: rounded(roundTripMs, 1),
  });
  if (series.seconds.length > mostPoints) coarsen(series);
}

/** Into the last point when the step holds both, else as a new one. */
function put(series: QualitySeries, atSeconds: number, point: Point): void {
  const { seconds, stepSeconds } = series;
  const last = seconds.length - 1;
  const stepOf = (at: number) => Math.floor(at / stepSeconds);
  if (stepSeconds > firstStepSeconds && last >= 0 && stepOf(seconds[last] as number) === stepOf(atSeconds)) {
    for (const name of names) {
      const [before, now] = [series[name][last] as number | null, point[name]];
      series[name][last] = before === null || now === null ? (before ?? now) : worse[name](before, now);
    }
    return;
  }
  seconds.push(atSeconds);
  for (const name of names) series[name].push(point[name]);
}

function coarsen(series: QualitySeries): void {
  const seconds = series.seconds.splice(0);
  const columns = names.map((name) => [name, series[name].splice(0)] as const);
  series.stepSeconds *= 2;
  seconds.forEach((at, index) => {
    const values = columns.map(([name, column]) => [name, column[index] ?? null]);
    put(series, at, Object.fromEntries(values) as Point);
  });
}

function rounded(value: number | null | undefined, digits: number): number | null {
  return value === null || value === undefined ? null : Number(value.toFixed(digits));
}
