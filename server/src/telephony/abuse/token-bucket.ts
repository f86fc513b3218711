// New work of all strangers together: a bucket that fills with time. Pure.
import type { Allowance } from "./source-state.ts";

export type Bucket = { readonly tokens: number; readonly atMs: number };

export function fullBucket({ burst }: Allowance, nowMs: number): Bucket {
  return { tokens: burst, atMs: nowMs };
}

/** Takes `cost` out; the bucket stays as it is when there is not as much. */
export function takeFrom(
  bucket: Bucket,
  cost: number,
  { burst, perSecond }: Allowance,
  nowMs: number,
): { readonly bucket: Bucket; readonly isWithin: boolean } {
  const tokens = Math.min(burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1_000) * perSecond);
  const isWithin = tokens >= cost;
  return { bucket: { tokens: isWithin ? tokens - cost : tokens, atMs: nowMs }, isWithin };
}
