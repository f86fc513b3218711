// One bound UDP socket: SIP datagrams in and out; keep-alives are answered or dropped here.
import { createSocket } from "node:dgram";
import type { RemoteInfo, Socket } from "node:dgram";
import { isIPv6 } from "node:net";
import { addressFor, plainAddress } from "./plain-address.ts";
import { answerBinding, isStun } from "./stun-keep-alive.ts";
import { udpFlow } from "./transport.ts";
import type { TransportEvents } from "./transport.ts";

/** The largest keep-alive that is no message: a double CRLF, or fewer bytes of anything. */
const maxKeepAliveBytes = 4;
/** Room for a burst of some thousand messages while the process does something else. */
const receiveBufferBytes = 4 << 20;

export class UdpSocket {
  readonly #socket: Socket;
  readonly #family: "udp4" | "udp6";
  readonly #events: TransportEvents;

  constructor(address: string, events: TransportEvents) {
    this.#events = events;
    this.#family = isIPv6(address) ? "udp6" : "udp4";
    this.#socket = createSocket({
      type: this.#family,
      recvBufferSize: receiveBufferBytes,
      lookup: literalLookup,
    });
    this.#socket.on("message", (bytes, peer) => this.#receive(bytes, peer));
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
    const reachable = addressFor(this.#family, address);
    if (reachable === undefined) return queueMicrotask(onFailure);
    this.#socket.send(bytes, port, reachable, (error) => {
      if (error !== null) onFailure();
    });
  }

  close(): void {
    this.#socket.close();
  }

  #receive(bytes: Buffer, peer: RemoteInfo): void {
    if (bytes.length <= maxKeepAliveBytes) return;
    const address = plainAddress(peer.address);
    if (!isStun(bytes)) {
      const source = { transport: "udp", address, port: peer.port } as const;
      this.#events.onMessage(bytes, source, udpFlow(address, peer.port));
      return;
    }
    const answer = answerBinding(bytes, { address, port: peer.port });
    if (answer !== undefined) this.send(answer, address, peer.port, () => {});
  }
}

/** Addresses are literals here; the system's resolver would cost each datagram another turn of the event loop. */
function literalLookup(
  host: string,
  _options: unknown,
  found: (error: NodeJS.ErrnoException | null, address: string, family: number) => void,
): void {
  found(null, host, isIPv6(host) ? 6 : 4);
}
