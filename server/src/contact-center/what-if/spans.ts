// Spans of time, and how much of them lies in each interval of a day.
import { firstWhere } from "./first-where.ts";

/** From `from` to before `to`, epoch ms; lists of them are in order and do not overlap. */
export type Span = { readonly from: number; readonly to: number };

/** Adds to each interval between the bounds how long the spans last in it, ms. */
export function addLasting(sums: number[], spans: Iterable<Span>, bounds: readonly number[]): void {
  for (const { from, to } of spans) {
    const first = Math.max(0, firstWhere(bounds, (bound) => bound > from) - 1);
    for (let index = first; index + 1 < bounds.length && (bounds[index] ?? 0) < to; index++) {
      const ms = Math.min(to, bounds[index + 1] ?? 0) - Math.max(from, bounds[index] ?? 0);
      if (ms > 0) sums[index] = (sums[index] ?? 0) + ms;
    }
  }
}

/** What is in the first list and in none of the second. */
export function without(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const left: Span[] = [];
  let next = 0;
  for (const { from, to } of spans) {
    let at = from;
    while (next > 0 && (taken[next - 1]?.to ?? 0) > from) next--;
    for (; (taken[next]?.from ?? Infinity) < to; next++) {
      const cut = taken[next] as Span;
      if (cut.to <= at) continue;
      if (cut.from > at) left.push({ from: at, to: cut.from });
      at = Math.max(at, cut.to);
    }
    if (at < to) left.push({ from: at, to });
  }
  return left;
}

/** In order, those that touch or overlap as one. */
export function joined(spans: readonly Span[]): Span[] {
  const all: { from: number; to: number }[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else if (from < to) all.push({ from, to });
  }
  return all;
}
