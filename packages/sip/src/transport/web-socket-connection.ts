// One WebSocket (RFC 7118): every frame is one message, text or binary; we write text.
import type { Clock } from "@tandem/kernel";
import type { RawData, WebSocket } from "ws";
import type { SocketLimits } from "./connection-limits.ts";
import type { FlowKey, SipSource, TransportEvents } from "./transport.ts";

/** Largest message accepted, head and body; a browser's offer is 5 to 10 kB. */
const maxMessageBytes = 65_536;
/** A browser that lets this much pile up is gone or stuck. */
const maxUnsentBytes = 1 << 20;
/** A browser is asked every minute whether it is there; its own stack answers (RFC 6455 §5.5.2). */
const pingEveryMs = 60_000;
/** Close codes of RFC 6455 §7.4.1. */
const goingAway = 1001;
const policyViolation = 1008;
const messageTooBig = 1009;

export type WebSocketConnectionOptions = {
  readonly socket: WebSocket;
  readonly flow: FlowKey;
  readonly source: SipSource;
  readonly limits: SocketLimits;
  readonly clock: Clock;
  onClosed(): void;
};

export class WebSocketConnection {
  readonly flow: FlowKey;
  readonly source: SipSource;
  readonly #options: WebSocketConnectionOptions;
  readonly #socket: WebSocket;
  readonly #events: TransportEvents;
  /** How many messages may come at once; refilled as time passes. */
  #allowance: number;
  #refilledAt: number;
  #heardAt: number;
  #pingedAt: number | undefined;

  constructor(options: WebSocketConnectionOptions, events: TransportEvents) {
    const { socket, flow, source, limits, clock } = options;
    this.flow = flow;
    this.source = source;
    this.#options = options;
    this.#socket = socket;
    this.#events = events;
    this.#allowance = limits.webSocketBurst;
    this.#refilledAt = this.#heardAt = clock.now();
    socket.on("message", (data) => this.#receive(toBuffer(data)));
    socket.on("pong", () => this.#hear());
    socket.on("error", () => {}); // "close" follows and is handled
    socket.on("close", () => options.onClosed());
  }

  send(bytes: Buffer, onFailure: () => void): void {
    if (this.#socket.readyState !== this.#socket.OPEN || this.#socket.bufferedAmount > maxUnsentBytes) {
      this.#socket.terminate();
      queueMicrotask(onFailure);
      return;
    }
    this.#socket.send(bytes.toString("utf8"), (error) => {
      if (error) onFailure();
    });
  }

  /** Time passed: a browser that did not answer our last ping by the next one is gone. */
  tick(): void {
    const now = this.#options.clock.now();
    if (now - (this.#pingedAt ?? this.#heardAt) < pingEveryMs) return;
    if (this.#pingedAt !== undefined) this.#socket.terminate();
    else {
      this.#pingedAt = now;
      this.#socket.ping();
    }
  }

  close(): void {
    this.#socket.close(goingAway);
  }

  #receive(bytes: Buffer): void {
    this.#hear();
    if (bytes.length > maxMessageBytes) this.#refuse("message too large", messageTooBig);
    else if (!this.#takeAllowance()) this.#refuse("too many messages", policyViolation);
    else if (isKeepAlive(bytes)) this.send(Buffer.from("\r\n"), () => {});
    else this.#events.onMessage(bytes, this.source, this.flow);
  }

  #hear(): void {
    this.#heardAt = this.#options.clock.now();
    this.#pingedAt = undefined;
  }

  #takeAllowance(): boolean {
    const { limits, clock } = this.#options;
    const now = clock.now();
    const refill = ((now - this.#refilledAt) / 1_000) * limits.webSocketPerSecond;
    this.#allowance = Math.min(limits.webSocketBurst, this.#allowance + refill) - 1;
    this.#refilledAt = now;
    return this.#allowance >= 0;
  }

  /** What is still on its way after this is no news. */
  #refuse(reason: string, code: number): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#events.onBroken(this.source, reason);
    this.#socket.close(code);
  }
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

/** Double CRLF as on TCP (RFC 7118 §6 leaves it to the client). */
function isKeepAlive(bytes: Buffer): boolean {
  return bytes.length <= 4 && bytes.toString("latin1").trim() === "";
}
