// How often one source may do something: a bucket of tokens per source that fills with time.

export type RateLimitOptions = { readonly perMinute: number; readonly burst: number };

type Bucket = { tokens: number; at: number };

/** Sources remembered; the longest unseen is forgotten first. */
const maxSources = 10_000;

export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Takes one turn: 0 when allowed, else how many ms until the next is. */
  take(source: string, now: number): number {
    const { perMinute, burst } = this.#options;
    const bucket = this.#buckets.get(source) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perMinute) / 60_000);
    const allowed = tokens >= 1;
    this.#buckets.delete(source);
    this.#buckets.set(source, { tokens: allowed ? tokens - 1 : tokens, at: now });
    const oldest = this.#buckets.size > maxSources ? this.#buckets.keys().next().value : undefined;
    if (oldest !== undefined) this.#buckets.delete(oldest);
    return allowed ? 0 : ((1 - tokens) * 60_000) / perMinute;
  }
}
