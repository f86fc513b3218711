// A rough network: a UDP proxy that loses, delays, reorders and repeats datagrams, and rebinds as a NAT does.
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";

export type NetworkAddress = { readonly address: string; readonly port: number };

/** What happens to each datagram, in each direction alike. Shares are of 1. */
export type NetworkConditions = {
  readonly lossShare: number;
  readonly duplicateShare: number;
  /** Every datagram takes this long, and up to `jitterMs` longer; by that alone none overtakes another. */
  readonly delayMs: number;
  readonly jitterMs: number;
  /** This share is held back by `reorderMs` more, while those behind it go on. */
  readonly reorderShare: number;
  readonly reorderMs: number;
};

export type NetworkOptions = Partial<NetworkConditions> & {
  /** Decides which datagrams are met: the same seed treats the same order of datagrams alike. */
  readonly seed?: number;
  /** Where clients find it; default 127.0.0.1. */
  readonly address?: string;
};

/** What came to the proxy in one direction, and what became of it. */
export type NetworkCounts = {
  came: number;
  lost: number;
  duplicated: number;
  reordered: number;
  sent: number;
};

type Direction = "toTarget" | "toClient";
/** One client's way out: as a NAT's port, it is what the target sees. */
type Way = { readonly client: NetworkAddress; socket: Socket };

const smooth: NetworkConditions = {
  lossShare: 0,
  duplicateShare: 0,
  delayMs: 0,
  jitterMs: 0,
  reorderShare: 0,
  reorderMs: 30,
};

/** Clients send to `port`; what the target answers comes from there. `await using` closes it. */
export class RoughNetwork implements AsyncDisposable {
  readonly counts: Readonly<Record<Direction, NetworkCounts>> = { toTarget: none(), toClient: none() };
  /** May be changed at any time. */
  conditions: NetworkConditions;
  readonly #near: Socket;
  readonly #target: NetworkAddress;
  readonly #ways = new Map<string, Way>();
  /** On their way, the next one first. */
  readonly #pending: { readonly dueMs: number; readonly send: () => void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** When the latest datagram of a direction is due: those after it are not due before. */
  readonly #latestDueMs: Record<Direction, number> = { toTarget: 0, toClient: 0 };
  readonly #random: () => number;

  private constructor(near: Socket, target: NetworkAddress, options: NetworkOptions) {
    const { seed = 1, address: _address, ...conditions } = options;
    this.#near = near;
    this.#target = target;
    this.conditions = { ...smooth, ...conditions };
    this.#random = randomFrom(seed);
    near.on("message", (bytes, { address, port }) => {
      const way = this.#wayOf({ address, port });
      this.#carry("toTarget", bytes, (datagram) =>
        way.socket.send(datagram, this.#target.port, this.#target.address),
      );
    });
  }

  static async open(target: NetworkAddress, options: NetworkOptions = {}): Promise<RoughNetwork> {
    const near = createSocket("udp4");
    near.bind(0, options.address ?? "127.0.0.1");
    await once(near, "listening");
    return new RoughNetwork(near, target, options);
  }

  /** Where clients send to, and what a session description has to name. */
  get port(): number {
    return this.#near.address().port;
  }

  /** Datagrams that have come and are still to be sent. */
  get onTheirWay(): number {
    return this.#pending.length;
  }

  /** From now on the target sees every client come from another port, and the old one is dead (NAT rebinding). */
  rebind(): void {
    for (const way of this.#ways.values()) {
      way.socket.close();
      way.socket = this.#openWay(way.client);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pending.length = 0;
    clearTimeout(this.#timer);
    const sockets = [this.#near, ...[...this.#ways.values()].map(({ socket }) => socket)];
    await Promise.all(
      sockets.map(async (socket) => {
        const closed = once(socket, "close");
        socket.close();
        await closed;
      }),
    );
  }

  #wayOf(client: NetworkAddress): Way {
    const key = `${client.address}:${client.port}`;
    const way = this.#ways.get(key) ?? { client, socket: this.#openWay(client) };
    this.#ways.set(key, way);
    return way;
  }

  #openWay({ address, port }: NetworkAddress): Socket {
    const socket = createSocket("udp4");
    socket.on("message", (bytes) =>
      this.#carry("toClient", bytes, (datagram) => this.#near.send(datagram, port, address)),
    );
    // Nobody listens at the target: that is what loss looks like to a client.
    socket.on("error", () => {});
    return socket;
  }

  #carry(direction: Direction, bytes: Uint8Array, send: (datagram: Uint8Array) => void): void {
    const counts = this.counts[direction];
    const { lossShare, duplicateShare } = this.conditions;
    counts.came += 1;
    if (this.#random() < lossShare) {
      counts.lost += 1;
      return;
    }
    const isTwice = this.#random() < duplicateShare;
    if (isTwice) counts.duplicated += 1;
    const sendCounted = (datagram: Uint8Array): void => {
      counts.sent += 1;
      send(datagram);
    };
    for (let copy = isTwice ? 2 : 1; copy > 0; copy -= 1) this.#deliver(direction, bytes, sendCounted);
  }

  #deliver(direction: Direction, bytes: Uint8Array, send: (datagram: Uint8Array) => void): void {
    const { delayMs, jitterMs, reorderShare, reorderMs } = this.conditions;
    let dueMs = Math.max(
      performance.now() + delayMs + this.#random() * jitterMs,
      this.#latestDueMs[direction],
    );
    this.#latestDueMs[direction] = dueMs;
    if (this.#random() < reorderShare) {
      this.counts[direction].reordered += 1;
      dueMs += reorderMs;
    }
    const place = this.#pending.findLastIndex((pending) => pending.dueMs <= dueMs) + 1;
    this.#pending.splice(place, 0, { dueMs, send: () => send(bytes) });
    this.#sendDue();
  }

  /** One timer for all: timers of their own would fire in an order of their own. */
  #sendDue(): void {
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      if (next.dueMs > nowMs) {
        this.#timer = setTimeout(() => this.#sendDue(), next.dueMs - nowMs);
        return;
      }
      this.#pending.shift();
      next.send();
    }
  }
}

function none(): NetworkCounts {
  return { came: 0, lost: 0, duplicated: 0, reordered: 0, sent: 0 };
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
