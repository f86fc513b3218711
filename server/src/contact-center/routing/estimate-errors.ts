// How far estimated waits were from what came: a histogram of estimate minus actual wait.

/** Upper bounds of the buckets, s; a last one takes the rest. Below zero callers waited longer than they were told. */
export const errorBoundsSeconds: readonly number[] = [
  -600, -300, -120, -60, -30, -10, 0, 10, 30, 60, 120, 300, 600,
];

export class EstimateErrors {
  /** One more than there are bounds. */
  readonly counts: number[] = Array.from({ length: errorBoundsSeconds.length + 1 }, () => 0);
  count = 0;
  sumSeconds = 0;

  add(estimateMs: number, actualMs: number): void {
    const seconds = (estimateMs - actualMs) / 1000;
    const bucket = errorBoundsSeconds.findIndex((bound) => seconds <= bound);
    const at = bucket === -1 ? errorBoundsSeconds.length : bucket;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.count++;
    this.sumSeconds += seconds;
  }
}
