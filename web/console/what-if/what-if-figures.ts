// Which figures are compared, and how each is written.
import type { WhatIf, WhatIfFigures } from "@tandem/contract";
import { formatDurationMs } from "@tandem/ui";

export const figureRows = [
  "serviceLevel",
  "averageWaitMs",
  "p90WaitMs",
  "abandonment",
  "occupancy",
  "offered",
  "answered",
  "abandoned",
  "flowedOut",
  "agentMs",
] as const satisfies readonly (keyof WhatIfFigures)[];

const hourMs = 3_600_000;
const shares: ReadonlySet<string> = new Set(["serviceLevel", "abandonment", "occupancy"]);

/** A dash where there was nothing to divide by; counts of several replays have a decimal when they need one. */
export function figureText(key: keyof WhatIfFigures, value: number | null): string {
  if (value === null) return "–";
  if (shares.has(key)) return `${(value * 100).toFixed(1)} %`;
  if (key === "agentMs") return (value / hourMs).toFixed(1);
  if (key.endsWith("Ms")) return formatDurationMs(value);
  return value.toFixed(1).replace(/\.0$/, "");
}

/** Between which eight of ten replays lie; undefined where they are all the same. */
export function spreadText(
  key: keyof WhatIfFigures,
  spread: WhatIf["replayed"]["spread"],
): string | undefined {
  const range = key in spread ? spread[key as keyof typeof spread] : null;
  if (!range) return undefined;
  const [low, high] = [figureText(key, range.low), figureText(key, range.high)];
  return low === high ? undefined : `${low.replace(" %", "")} – ${high}`;
}
