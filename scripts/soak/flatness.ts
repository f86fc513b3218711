// Whether a figure stays flat: a line is fitted to the second half of its samples, when everything is warm, and what it
// gains over that half is held against what noise may look like. Memory is looked at where it is lowest, as garbage is
// collected when a process likes to.

export type Sample = { readonly atMs: number; readonly value: number };
export type Verdict = {
  readonly first: number;
  readonly last: number;
  readonly mean: number;
  /** What the fitted line gains from the beginning of the second half to its end. */
  readonly growth: number;
  readonly allowed: number;
  readonly isFlat: boolean;
};

/** `share` of the mean, or `least` where that is more, is no growth. */
export function judge(
  samples: readonly Sample[],
  { share, least }: { readonly share: number; readonly least: number },
): Verdict {
  const half = samples.slice(Math.floor(samples.length / 2));
  const [first, last] = [half[0], half.at(-1)];
  if (!first || !last || half.length < 3) throw new Error("too few samples to judge by");
  const mean = meanOf(half.map(({ value }) => value));
  const meanAt = meanOf(half.map(({ atMs }) => atMs));
  const spread = half.reduce((sum, { atMs }) => sum + (atMs - meanAt) ** 2, 0);
  const slope = half.reduce((sum, { atMs, value }) => sum + (atMs - meanAt) * (value - mean), 0) / spread;
  const growth = slope * (last.atMs - first.atMs);
  const allowed = Math.max(least, share * mean);
  return { first: first.value, last: last.value, mean, growth, allowed, isFlat: growth <= allowed };
}

/** How many floors the second half has. */
const pieces = 6;

/** The lowest sample of each piece: what is left when garbage was collected. A twelfth of the whole is one piece. */
export function floors(samples: readonly Sample[]): Sample[] {
  const length = Math.max(1, Math.floor(samples.length / (2 * pieces)));
  const lowest: Sample[] = [];
  for (let start = 0; start + length <= samples.length; start += length) {
    const piece = samples.slice(start, start + length);
    lowest.push(piece.reduce((low, sample) => (sample.value < low.value ? sample : low)));
  }
  return lowest;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
