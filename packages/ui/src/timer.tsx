// A running time in tabular figures: up since a moment, or down to one.
import { formatDuration } from "./duration.ts";
import { useNow } from "./use-now.ts";

export type TimerProps = {
  /** Counts up from this moment, ms since the Unix epoch. */
  readonly sinceMs?: number;
  /** Counts down to this moment instead. */
  readonly untilMs?: number;
  /** Server's clock minus this computer's, ms. */
  readonly clockOffsetMs?: number;
  readonly label?: string;
};

export function Timer({ sinceMs, untilMs, clockOffsetMs = 0, label }: TimerProps) {
  const nowSeconds = useNow(clockOffsetMs);
  const seconds =
    untilMs === undefined ? nowSeconds - (sinceMs ?? 0) / 1000 : Math.ceil(untilMs / 1000 - nowSeconds);
  return (
    <time className="t-figures" role="timer" aria-label={label} aria-live="off">
      {formatDuration(seconds)}
    </time>
  );
}
