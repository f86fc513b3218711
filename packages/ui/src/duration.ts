// Durations as people read them on a phone: 0:42, 12:07, 1:05:09.

/** Whole seconds as `m:ss`, from one hour on as `h:mm:ss`; negative counts as zero. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = String(whole % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Milliseconds as `formatDuration` writes them, rounded to the nearest second. */
export function formatDurationMs(durationMs: number): string {
  return formatDuration(Math.round(durationMs / 1000));
}
