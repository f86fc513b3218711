// One WebSocket (RFC 7118): every frame is one message, text or binary; we write text.
import type { RawData, WebSocket } from "ws";
import type { FlowKey, SipSource, TransportEvents } from "./transport.ts";

/** Largest message accepted, head and body; a browser's offer is 5 to 10 kB. */
const maxMessageBytes = 65_536;
/** A browser that lets this much pile up is gone or stuck. */
const maxUnsentBytes = 1 << 20;

export class WebSocketConnection {
  readonly flow: FlowKey;
  readonly source: SipSource;
  readonly #socket: WebSocket;

  constructor(
    socket: WebSocket,
    flow: FlowKey,
    source: SipSource,
    events: TransportEvents,
    onClosed: () => void,
  ) {
    this.flow = flow;
    this.source = source;
    this.#socket = socket;
    socket.on("message", (data) => {
      const bytes = toBuffer(data);
      if (bytes.length > maxMessageBytes) {
        events.onBroken(source, "message too large");
        this.#socket.close(1009);
      } else if (!isKeepAlive(bytes)) events.onMessage(bytes, source, flow);
      else this.send(Buffer.from("\r\n"), () => {});
    });
    socket.on("error", () => {}); // "close" follows and is handled
    socket.on("close", onClosed);
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

  /** 1001: the server is going away. */
  close(): void {
    this.#socket.close(1001);
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
