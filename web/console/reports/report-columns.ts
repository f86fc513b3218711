// Which figures a report shows, in which order, and how each is written.
import type { ReportFigures } from "@tandem/contract";
import { formatDurationMs } from "@tandem/ui";
import type { ReportFilter } from "./report-filter.ts";

export type FigureKey = keyof ReportFigures;

const ofQueues = [
  "offered",
  "answered",
  "abandoned",
  "shortAbandoned",
  "flowedOut",
  "serviceLevel",
  "abandonment",
  "averageWaitMs",
  "longestWaitMs",
  "averageHandlingMs",
  "firstContactResolution",
  "satisfaction",
  "responseRate",
  "outboundAttempts",
  "outboundConnected",
  "outboundTalkMs",
  "occupancy",
] as const satisfies readonly FigureKey[];

const ofAgents = [
  "answered",
  "handled",
  "averageHandlingMs",
  "satisfaction",
  "responseRate",
  "outboundAttempts",
  "outboundConnected",
  "outboundTalkMs",
  "contactMs",
  "idleMs",
  "awayMs",
  "occupancy",
] as const satisfies readonly FigureKey[];

/** A figure that has a title and a definition among the texts. */
export type ShownFigure = (typeof ofQueues)[number] | (typeof ofAgents)[number];

/** Of a queue alone there is no occupancy: its agents serve others too. */
export function figuresOf({ by, queueId }: Pick<ReportFilter, "by" | "queueId">): readonly ShownFigure[] {
  if (by === "agent") return ofAgents;
  return by === "all" && queueId === undefined ? ofQueues : ofQueues.filter((key) => key !== "occupancy");
}

const shares: ReadonlySet<string> = new Set<FigureKey>([
  "serviceLevel",
  "serviceLevelNoShort",
  "serviceLevelAnsweredOnly",
  "serviceLevelRemoved",
  "abandonment",
  "firstContactResolution",
  "satisfaction",
  "responseRate",
  "occupancy",
]);

/** A dash where there was nothing to divide by. */
export function figureText(key: FigureKey, value: number | null): string {
  // Nobody waited: there is no longest wait either.
  if (value === null || (key === "longestWaitMs" && value === 0)) return "–";
  if (shares.has(key)) return `${(value * 100).toFixed(1)} %`;
  return key.endsWith("Ms") ? formatDurationMs(value) : String(value);
}
