// The far side of every leg at one UDP port: it sends speech to each leg that it hears of, 20 ms at a time, and forgets
// those that have fallen silent.
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";

const frameMs = 20;
const payloadBytes = 160;
/** A leg that is closed sends nothing any more; one whose side listens to a stalled machine is heard again soon. */
const silentMs = 3000;
/** What goes to a leg that was heard so lately should come back from the other one. */
const aliveMs = 100;
const headerBytes = 12;

type Leg = { heardAtMs: number; sequence: number; timestamp: number; readonly ssrc: number };

export class TalkingSink implements AsyncDisposable {
  readonly port: number;
  received = 0;
  /** To legs that were alive; the three seconds that closed ones are still spoken to are 15 % of a call of twenty. */
  sent = 0;
  readonly #socket: Socket;
  readonly #legs = new Map<number, Leg>();
  readonly #packet = Buffer.alloc(headerBytes + payloadBytes);
  readonly #timer: NodeJS.Timeout;
  #nextSsrc = 1;
  #nextFrameMs = performance.now();

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.port = socket.address().port;
    for (let i = 0; i < payloadBytes; i++) this.#packet[headerBytes + i] = (i * 7) & 0xff;
    socket.on("message", (_, { port }) => this.#hear(port));
    socket.on("error", () => {});
    this.#timer = setInterval(() => this.#speak(), frameMs / 2);
  }

  static async open(): Promise<TalkingSink> {
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new TalkingSink(socket);
  }

  get legs(): number {
    return this.#legs.size;
  }

  #hear(port: number): void {
    this.received++;
    const known = this.#legs.get(port);
    if (known) known.heardAtMs = performance.now();
    else if (port % 2 === 0)
      this.#legs.set(port, {
        heardAtMs: performance.now(),
        sequence: 0,
        timestamp: 0,
        ssrc: this.#nextSsrc++,
      });
  }

  #speak(): void {
    const nowMs = performance.now();
    // What a busy machine has missed is left out, as a phone's clock would not be.
    if (nowMs - this.#nextFrameMs > 1000) this.#nextFrameMs = nowMs;
    for (; this.#nextFrameMs <= nowMs; this.#nextFrameMs += frameMs)
      for (const [port, leg] of this.#legs) this.#speakTo(port, leg, nowMs);
  }

  #speakTo(port: number, leg: Leg, nowMs: number): void {
    if (nowMs - leg.heardAtMs > silentMs) return void this.#legs.delete(port);
    const packet = Buffer.from(this.#packet);
    packet.writeUInt16BE(0x80_08, 0);
    packet.writeUInt16BE(leg.sequence, 2);
    packet.writeUInt32BE(leg.timestamp, 4);
    packet.writeUInt32BE(leg.ssrc, 8);
    leg.sequence = (leg.sequence + 1) & 0xffff;
    leg.timestamp = (leg.timestamp + payloadBytes) >>> 0;
    this.#socket.send(packet, port, "127.0.0.1");
    if (nowMs - leg.heardAtMs <= aliveMs) this.sent++;
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#socket.close();
    await once(this.#socket, "close");
  }
}
