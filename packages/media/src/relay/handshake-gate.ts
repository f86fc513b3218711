// Owns how many DTLS handshakes run on a worker, in all and from one address: each costs as much as hundreds of packets.

/** A handshake takes about a millisecond of the thread that carries speech: a fifth of its time at most. */
const STARTS_PER_SECOND = 200;
/** An office behind one address may come back all at once, and waits a few seconds for its last desk. */
const STARTS_PER_SECOND_OF_SOURCE = 40;
/** Half-open ones keep certificates and keys in memory, for 20 seconds at most. */
const OPEN_LIMIT = 1_000;
const OPEN_LIMIT_OF_SOURCE = 200;
/** Sources that rest are forgotten beyond this many. */
const SOURCES_KEPT = 1_000;

/** Starts that may be made at once; refilled with time up to the rate of one second. */
type Bucket = { tokens: number; atMs: number };
type Source = Bucket & { open: number };

/** Sources are IPv4 numbers; times come from one clock. */
export class HandshakeGate {
  readonly #sources = new Map<number, Source>();
  readonly #all: Bucket = { tokens: STARTS_PER_SECOND, atMs: 0 };
  #open = 0;

  /** Whether a handshake may start now: it is open from here on until `finish`. The peer of one refused tries again. */
  admit(address: number, nowMs: number): boolean {
    const source = this.#sources.get(address) ?? this.#newSource(nowMs);
    refill(source, STARTS_PER_SECOND_OF_SOURCE, nowMs);
    refill(this.#all, STARTS_PER_SECOND, nowMs);
    if (this.#open >= OPEN_LIMIT || source.open >= OPEN_LIMIT_OF_SOURCE) return false;
    if (this.#all.tokens < 1 || source.tokens < 1) return false;
    this.#all.tokens -= 1;
    source.tokens -= 1;
    source.open += 1;
    this.#open += 1;
    this.#sources.set(address, source);
    return true;
  }

  /** A handshake that was admitted for that address is over, well or badly. */
  finish(address: number): void {
    const source = this.#sources.get(address);
    if (source === undefined) return;
    source.open -= 1;
    this.#open -= 1;
  }

  #newSource(nowMs: number): Source {
    if (this.#sources.size >= SOURCES_KEPT)
      for (const [address, { open, atMs }] of this.#sources)
        if (open === 0 && nowMs - atMs >= 1000) this.#sources.delete(address);
    return { tokens: STARTS_PER_SECOND_OF_SOURCE, atMs: nowMs, open: 0 };
  }
}

function refill(bucket: Bucket, perSecond: number, nowMs: number): void {
  const earned = (Math.max(0, nowMs - bucket.atMs) * perSecond) / 1000;
  bucket.tokens = Math.min(perSecond, bucket.tokens + earned);
  bucket.atMs = nowMs;
}
