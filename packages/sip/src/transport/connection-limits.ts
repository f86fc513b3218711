// How many connections there may be and how patient we are with each; who counts them by source.

export type SocketLimits = {
  /** All connections of one user agent. */
  readonly maxConnections: number;
  /** Connections from one address. */
  readonly maxConnectionsPerSource: number;
  /** A message begun has to be complete by then. */
  readonly partialMessageMs: number;
  /** A connection that carries nothing, not even keep-alives, for this long is closed. */
  readonly idleMs: number;
  /** TCP connection and TLS handshake, each. */
  readonly connectMs: number;
  /** WebSocket messages: this many at once, … */
  readonly webSocketBurst: number;
  /** … and this many a second in the long run. */
  readonly webSocketPerSecond: number;
};

export const defaultLimits: SocketLimits = {
  // A node serves some thousands of phones; past this, new connections are an attack or a mistake.
  maxConnections: 20_000,
  // An office of a thousand phones behind one address, each with a second flow.
  maxConnectionsPerSource: 2_000,
  // A message is a few kilobytes: a modem sends it in a second. Longer is a slow-loris attack.
  partialMessageMs: 10_000,
  // Longer than the longest registration (an hour), so that nobody is registered over a connection closed for this.
  idleMs: 65 * 60_000,
  // Nobody answers a SYN or a ClientHello later than this.
  connectMs: 10_000,
  // A browser sends a few messages a call; a reload with many candidates some dozens.
  webSocketBurst: 200,
  webSocketPerSecond: 40,
};

/** Counts connections by source address, and says whether one more is allowed. */
export class ConnectionCounts {
  readonly #limits: SocketLimits;
  readonly #bySource = new Map<string, number>();
  #total = 0;

  constructor(limits: SocketLimits) {
    this.#limits = limits;
  }

  allows(address: string): boolean {
    return (
      this.#total < this.#limits.maxConnections &&
      (this.#bySource.get(address) ?? 0) < this.#limits.maxConnectionsPerSource
    );
  }

  add(address: string): void {
    this.#total++;
    this.#bySource.set(address, (this.#bySource.get(address) ?? 0) + 1);
  }

  remove(address: string): void {
    this.#total--;
    const left = (this.#bySource.get(address) ?? 0) - 1;
    if (left > 0) this.#bySource.set(address, left);
    else this.#bySource.delete(address);
  }
}
