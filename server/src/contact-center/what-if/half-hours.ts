// The half-hours of a day by the clock on the wall.

/** Pure: which intervals begin from one wall time to before another, both `HH:MM`; `24:00` is the end of the day. */
export function halfHoursBetween(
  bounds: readonly number[],
  timeZone: string,
  { from, to }: { readonly from: string; readonly to: string },
): number[] {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
  return bounds.slice(0, -1).flatMap((bound, index) => {
    const time = format.format(bound);
    return from <= time && time < to ? [index] : [];
  });
}

/** Pure: the minutes of a day for which a condition holds, as spans. */
export function spansWhere(
  bounds: readonly number[],
  holds: (at: number) => boolean,
): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  const end = bounds.at(-1) ?? 0;
  for (let at = bounds[0] ?? 0; at < end; at += minuteMs) {
    if (!holds(at)) continue;
    const last = spans.at(-1);
    if (last?.to === at) last.to = at + minuteMs;
    else spans.push({ from: at, to: at + minuteMs });
  }
  return spans;
}

/** Business hours begin and end with a minute. */
const minuteMs = 60_000;
