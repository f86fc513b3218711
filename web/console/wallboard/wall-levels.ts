// How good or bad the figures of a queue are now, against the thresholds that the server keeps.
import type { AlarmFigure, QueueLive } from "@tandem/contract";

/** "warning" and "alarm" are shown by color, word and shape; a new alarm is heard. */
export type Level = "good" | "warning" | "alarm";

export const figureKeys: readonly AlarmFigure[] = [
  "waiting",
  "longestSeconds",
  "serviceLevel",
  "abandonment",
  "agentsAvailable",
];

export type QueueLevels = Readonly<Record<AlarmFigure, Level>>;

/** Of fewer callers a share says nothing. */
const leastCallersForShare = 10;

/** Pure. `now`: of the server's clock, ms. */
export function levelsOf(queue: QueueLive, now: number): QueueLevels {
  const { limits } = queue.thresholds;
  const since = queue.longestWaitSince;
  const percent = (share: number | null) =>
    share === null || queue.offeredToday < leastCallersForShare ? null : share * 100;
  return {
    waiting: above(queue.waiting, limits.waiting),
    longestSeconds: above(since === null ? null : (now - Date.parse(since)) / 1000, limits.longestSeconds),
    serviceLevel: below(percent(queue.serviceLevelToday), limits.serviceLevel),
    abandonment: above(percent(queue.abandonmentToday), limits.abandonment),
    agentsAvailable: below(queue.agentsAvailable, limits.agentsAvailable),
  };
}

type Limits = readonly [warning: number | null, alarm: number | null];

function above(value: number | null, [warning, alarm]: Limits): Level {
  if (value === null) return "good";
  if (alarm !== null && value >= alarm) return "alarm";
  return warning !== null && value >= warning ? "warning" : "good";
}

function below(value: number | null, [warning, alarm]: Limits): Level {
  if (value === null) return "good";
  if (alarm !== null && value < alarm) return "alarm";
  return warning !== null && value < warning ? "warning" : "good";
}

/** Pure: what is in alarm, by queue and figure, to tell a new alarm from one that lasts. */
export function alarmsOf(levels: ReadonlyMap<string, QueueLevels>): ReadonlySet<string> {
  return new Set(
    [...levels].flatMap(([id, each]) =>
      figureKeys.filter((key) => each[key] === "alarm").map((key) => `${id}/${key}`),
    ),
  );
}
