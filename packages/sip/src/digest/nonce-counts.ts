// The highest nonce-count seen per nonce: a request that repeats one is a replay (RFC 7616 §3.4).

export type NonceCounts = {
  /** Nonces of the current and the previous period; older ones are stale anyway and forgotten. */
  readonly current: ReadonlyMap<string, number>;
  readonly previous: ReadonlyMap<string, number>;
  readonly periodStartedAt: number;
};

export const noNonceCounts: NonceCounts = { current: new Map(), previous: new Map(), periodStartedAt: 0 };

/** Undefined when `count` was used before; else the counts with it noted. `periodMs` is a nonce's lifetime. */
export function useNonce(
  counts: NonceCounts,
  nonce: string,
  count: number,
  nowMs: number,
  periodMs: number,
): NonceCounts | undefined {
  const rotated = rotate(counts, nowMs, periodMs);
  const last = rotated.current.get(nonce) ?? rotated.previous.get(nonce) ?? 0;
  if (count <= last) return undefined;
  // Copying the map per request would cost more than the digest; the old value is not used again.
  (rotated.current as Map<string, number>).set(nonce, count);
  return rotated;
}

function rotate(counts: NonceCounts, nowMs: number, periodMs: number): NonceCounts {
  const ageMs = nowMs - counts.periodStartedAt;
  if (ageMs < periodMs) return counts;
  const previous = ageMs < 2 * periodMs ? counts.current : new Map<string, number>();
  return { current: new Map(), previous, periodStartedAt: nowMs };
}
