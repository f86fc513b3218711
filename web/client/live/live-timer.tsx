// A timer on the server's clock.
import { Timer } from "@tandem/ui";
import { useLive } from "./live-context.tsx";

export type LiveTimerProps = {
  /** ISO text: counts up since this moment. */
  readonly since?: string;
  /** ISO text: counts down to this moment instead. */
  readonly until?: string;
  readonly label?: string;
};

export function LiveTimer({ since, until, label }: LiveTimerProps) {
  const { clockOffsetMs } = useLive();
  return (
    <Timer
      {...(since === undefined ? {} : { sinceMs: Date.parse(since) })}
      {...(until === undefined ? {} : { untilMs: Date.parse(until) })}
      {...(label === undefined ? {} : { label })}
      clockOffsetMs={clockOffsetMs}
    />
  );
}
