// One TCP or TLS connection: bytes in are cut into messages, bytes out fail loudly when it closes.
import type { Clock } from "@tandem/kernel";
import type { Socket } from "node:net";
import { emptyFramer, frame } from "../message/index.ts";
import type { FramedItem, FramerState } from "../message/index.ts";
import type { SocketLimits } from "./connection-limits.ts";
import { startStreamHealth, stepStreamHealth } from "./stream-health.ts";
import type { StreamEffect, StreamHealth, StreamInput } from "./stream-health.ts";
import type { FlowKey, SipSource, TransportEvents } from "./transport.ts";

/** Largest message on a connection, head and body. */
const maxMessageBytes = 65_536;
/** A peer that lets this much pile up does not read; it is cut off. */
const maxUnsentBytes = 1 << 20;
/** The system's own probes find a peer that vanished without a word. */
const keepAliveProbeMs = 60_000;
const ping = Buffer.from("\r\n\r\n");
const pong = Buffer.from("\r\n");

export type StreamOptions = {
  readonly socket: Socket;
  readonly flow: FlowKey;
  readonly source: SipSource;
  /** True when we opened it: then we also send the keep-alives. */
  readonly isOurs: boolean;
  readonly limits: SocketLimits;
  readonly clock: Clock;
  onClosed(): void;
};

export class StreamConnection {
  readonly flow: FlowKey;
  readonly source: SipSource;
  readonly #options: StreamOptions;
  readonly #socket: Socket;
  readonly #events: TransportEvents;
  /** What was written and not yet taken by the system: told of failure when the connection ends. */
  readonly #unsent = new Set<() => void>();
  #framer: FramerState = emptyFramer;
  #health: StreamHealth;
  /** Cut from the stream, not yet handed on. */
  readonly #arrived: FramedItem[] = [];

  constructor(options: StreamOptions, events: TransportEvents) {
    const { socket, flow, source, clock } = options;
    this.flow = flow;
    this.source = source;
    this.#options = options;
    this.#socket = socket;
    this.#events = events;
    this.#health = startStreamHealth(clock.now());
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveProbeMs);
    socket.on("data", (bytes) => this.#receive(bytes));
    socket.on("error", () => {}); // "close" follows and is handled
    socket.on("close", () => {
      options.onClosed();
      for (const onFailure of this.#unsent) onFailure();
      this.#unsent.clear();
    });
  }

  send(bytes: Buffer, onFailure: () => void): void {
    if (this.#socket.destroyed || this.#socket.writableLength > maxUnsentBytes) {
      this.#socket.destroy();
      queueMicrotask(onFailure);
      return;
    }
    this.#advance({ kind: "sent" });
    // Each message has a failure handler of its own, also when two senders share one function.
    const failOnce = () => onFailure();
    this.#unsent.add(failOnce);
    this.#socket.write(bytes, (error) => {
      if (this.#unsent.delete(failOnce) && error) onFailure();
    });
  }

  /** Time passed: sends a keep-alive, or closes what is stuck or idle. */
  tick(): void {
    this.#advance({ kind: "tick" });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    const isPong = this.#health.name === "pinged" && this.#framer.pending.length === 0 && bytes.equals(pong);
    const { state, items } = isPong
      ? { state: this.#framer, items: [] }
      : frame(this.#framer, bytes, maxMessageBytes);
    this.#framer = state;
    this.#advance({ kind: "received", isPartial: state.pending.length > 0, isPong });
    const isIdle = this.#arrived.length === 0;
    this.#arrived.push(...items);
    if (isIdle) this.#handOn();
  }

  #advance(input: StreamInput): void {
    const { limits, isOurs, clock } = this.#options;
    const settings = { limits, pings: isOurs };
    const { state, effects } = stepStreamHealth(this.#health, input, clock.now(), settings);
    this.#health = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: StreamEffect): void {
    if (effect.kind === "ping") this.#socket.write(ping);
    else {
      // Silence is no fault of a peer; half a message or a missing pong is.
      if (effect.reason !== "idle") this.#events.onBroken(this.source, effect.reason);
      this.close();
    }
  }

  /**
   * Hands on one item per turn of the event loop, as datagrams come. An ACK and the BYE after it may share
   * a segment: whoever waits for the ACK has to run before the BYE is seen.
   */
  #handOn(): void {
    const item = this.#arrived[0];
    if (item === undefined || this.#socket.destroyed) return;
    if (item.kind === "message") this.#events.onMessage(item.bytes, this.source, this.flow);
    else if (item.kind === "keep-alive") this.send(pong, () => {});
    else {
      this.#events.onBroken(this.source, item.reason);
      this.close();
    }
    if (this.#arrived.length === 1) this.#arrived.length = 0;
    else {
      this.#arrived.shift();
      setImmediate(() => this.#handOn());
    }
  }
}
