// One bound UDP socket.
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { udpFlow } from "./transport.ts";
import type { TransportEvents } from "./transport.ts";

/** Datagrams shorter than this are keep-alives: CRLFs, a zero byte, STUN-less probes. */
const shortestMessageBytes = 16;

export class UdpSocket {
  readonly #socket: Socket;
  readonly #events: TransportEvents;

  constructor(address: string, events: TransportEvents) {
    this.#events = events;
    this.#socket = createSocket({ type: isIPv6(address) ? "udp6" : "udp4", recvBufferSize: 4 << 20 });
    this.#socket.on("message", (bytes, peer) => {
      if (bytes.length < shortestMessageBytes) return;
      const source = { transport: "udp", address: peer.address, port: peer.port } as const;
      this.#events.onMessage(bytes, source, udpFlow(peer.address, peer.port));
    });
  }

  /** Rejects with the system error when the port cannot be bound. */
  async bind(address: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once("error", reject);
      this.#socket.bind({ address, port }, () => {
        this.#socket.off("error", reject);
        // Later errors are ICMP answers to something sent; the transaction's timer covers them.
        this.#socket.on("error", () => {});
        resolve();
      });
    });
  }

  send(bytes: Buffer, address: string, port: number, onFailure: () => void): void {
    this.#socket.send(bytes, port, address, (error) => {
      if (error !== null) onFailure();
    });
  }

  close(): void {
    this.#socket.close();
  }
}
