// Which parts of a report are in sums that are kept by the day, and which have to be counted from rows.
import type { TallyRule } from "./tally.ts";
import { defaultTargetMs } from "./tally.ts";

/** A day of the tenant's calendar whose sums are kept, epoch ms. */
export type CountedDay = { readonly from: number; readonly to: number };

/** A part of an interval of a report. `counted`: its sums are kept. */
export type Piece = {
  readonly interval: number;
  readonly from: number;
  readonly to: number;
  readonly counted: boolean;
};

/** How fine the kept sums are. */
export type KeptStep = "hour" | "day";

const hourMs = 3_600_000;

/** Pure: intervals cut where sums begin and end. `days` are in order of time and do not overlap. */
export function piecesOf(
  bounds: readonly number[],
  days: readonly CountedDay[],
  step: KeptStep,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let next = 0;
  for (let interval = 0; interval + 1 < bounds.length; interval++) {
    const end = bounds[interval + 1] ?? 0;
    for (let at = bounds[interval] ?? 0; at < end;) {
      while ((days[next]?.to ?? Infinity) <= at) next++;
      const day = days[next];
      const to = day === undefined ? end : partOf(day, at, end, step);
      const counted = day !== undefined && at >= day.from && to > at;
      const until = counted ? to : Math.min(end, day === undefined ? end : at < day.from ? day.from : day.to);
      const last = pieces.at(-1);
      if (last?.interval === interval && last.counted === counted)
        pieces.splice(-1, 1, { ...last, to: until });
      else pieces.push({ interval, from: at, to: until, counted });
      at = until;
    }
  }
  return pieces;
}

/** Until when what begins at `at` is made of whole hours of the day, or of all of it; `at` when it is not. */
function partOf(day: CountedDay, at: number, end: number, step: KeptStep): number {
  const whole = end >= day.to ? day.to : end;
  if (step === "day") return at === day.from && whole === day.to ? whole : at;
  if ((at - day.from) % hourMs !== 0) return at;
  return whole === day.to ? whole : whole - ((whole - day.from) % hourMs);
}

/** Pure: neighbours that are found in the same place, to be asked for at once. */
export function runsOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const runs: Piece[][] = [];
  for (const piece of pieces) {
    const run = runs.at(-1);
    if (run?.at(-1)?.counted === piece.counted) run.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

/** Where each piece of a run begins, and where the last one ends. */
export function boundsOf(run: readonly Piece[]): number[] {
  return [...run.map(({ from }) => from), run.at(-1)?.to ?? 0];
}

/** What sums were counted by: they say nothing about other targets. */
export function basisOf({ targetMs, shortMs }: Omit<TallyRule, "rule">): string {
  const targets = [...targetMs].filter(([, ms]) => ms !== defaultTargetMs);
  return JSON.stringify([shortMs, ...targets.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
