// One TCP connection: bytes in are cut into messages, bytes out fail loudly when it closes.
import type { Socket } from "node:net";
import { emptyFramer, frame } from "../message/index.ts";
import type { FramedItem, FramerState } from "../message/index.ts";
import type { FlowKey, SipSource, TransportEvents } from "./transport.ts";

/** Largest message on a connection, head and body. */
const maxMessageBytes = 65_536;
/** A peer that lets this much pile up does not read; it is cut off. */
const maxUnsentBytes = 1 << 20;
const keepAliveProbeMs = 60_000;
const keepAliveAnswer = Buffer.from("\r\n");

export class StreamConnection {
  readonly flow: FlowKey;
  readonly source: SipSource;
  readonly #socket: Socket;
  readonly #events: TransportEvents;
  /** What was written and not yet taken by the system: told of failure when the connection ends. */
  readonly #unsent = new Set<() => void>();
  #framer: FramerState = emptyFramer;
  /** Cut from the stream, not yet handed on. */
  readonly #arrived: FramedItem[] = [];

  constructor(
    socket: Socket,
    flow: FlowKey,
    source: SipSource,
    events: TransportEvents,
    onClosed: () => void,
  ) {
    this.flow = flow;
    this.source = source;
    this.#socket = socket;
    this.#events = events;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveProbeMs);
    socket.on("data", (bytes) => this.#receive(bytes));
    socket.on("error", () => {}); // "close" follows and is handled
    socket.on("close", () => {
      onClosed();
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
    this.#unsent.add(onFailure);
    this.#socket.write(bytes, (error) => {
      if (this.#unsent.delete(onFailure) && error) onFailure();
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    const { state, items } = frame(this.#framer, bytes, maxMessageBytes);
    this.#framer = state;
    const isIdle = this.#arrived.length === 0;
    this.#arrived.push(...items);
    if (isIdle) this.#handOn();
  }

  /**
   * Hands on one item per turn of the event loop, as datagrams come. An ACK and the BYE after it may share
   * a segment: whoever waits for the ACK has to run before the BYE is seen.
   */
  #handOn(): void {
    const item = this.#arrived[0];
    if (item === undefined || this.#socket.destroyed) return;
    if (item.kind === "message") this.#events.onMessage(item.bytes, this.source, this.flow);
    else if (item.kind === "keep-alive") this.send(keepAliveAnswer, () => {});
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
