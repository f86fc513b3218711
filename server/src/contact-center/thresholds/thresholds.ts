// From where on a figure of a queue is a warning, and an alarm, and from where on it is good again.

export const figures = [
  "longestSeconds",
  "waiting",
  "serviceLevel",
  "abandonment",
  "agentsAvailable",
] as const;
export type Figure = (typeof figures)[number];
export type Level = "warning" | "alarm";
export const levels: readonly Level[] = ["warning", "alarm"];

/** Null: nothing is raised at that level. */
export type Limits = [warning: number | null, alarm: number | null];

export type Thresholds = {
  /** Seconds, callers, per cent of today, per cent of today, agents. */
  readonly limits: Readonly<Record<Figure, Limits>>;
  /** Crossed for so long until it is raised, and good again for so long until it is cleared. */
  readonly holdSeconds: number;
};

/** A queue's figures at one moment; null where there is nothing to judge. */
export type Reading = Readonly<Record<Figure, number | null>>;

/** Of fewer callers a share says nothing: one who gives up early in the morning would be 100 %. */
export const leastCallersForShare = 10;

/** 80/20 is what most contact centers promise: a wait of the target is a warning, of three times that an alarm. */
export function usualThresholds(targetSeconds: number): Thresholds {
  return {
    limits: {
      longestSeconds: [targetSeconds, 3 * targetSeconds],
      waiting: [3, 8],
      serviceLevel: [80, 60],
      abandonment: [null, null],
      agentsAvailable: [null, null],
    },
    holdSeconds: 30,
  };
}

/** Below the limit is bad; of the others, the limit and above. */
const lowIsBad: ReadonlySet<Figure> = new Set<Figure>(["serviceLevel", "agentsAvailable"]);
/** How far behind its limit a figure has to be to count as good again, so that one that sways raises nothing twice. */
const margin = 0.1;

/** `between`: past neither the limit nor the margin behind it. */
export type Judgement = "crossed" | "between" | "good";

/** Pure. */
export function judge(figure: Figure, limit: number | null, value: number | null): Judgement {
  if (limit === null || value === null) return "good";
  if (lowIsBad.has(figure)) {
    if (value < limit) return "crossed";
    // A share ends at 100; of agents one more than the limit may be all there are.
    const enough = figure === "serviceLevel" ? limit + (100 - limit) * margin : limit;
    return value >= enough ? "good" : "between";
  }
  if (value >= limit) return "crossed";
  return value <= limit * (1 - margin) ? "good" : "between";
}
