// The portable driver: node:dgram sockets on the worker's event loop.
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { err, ok } from "@tandem/kernel";
import { longestDatagram, packetCapacity } from "./datagram-io.ts";
import type { DatagramIo, LocalAddress, Packet, PacketHandler, SocketError } from "./datagram-io.ts";
import { familyOf, formatAddress, parseAddress } from "./ip-address.ts";

/** A packet may make something due sooner than the timer knows: it is never later than a frame. */
const longestWaitMs = 20;

/** The address last received from, as text and number: it seldom changes. */
type DgramSlot = { socket: Socket; peerText: string; peerAddress: number };

export class DgramIo implements DatagramIo {
  readonly kind = "dgram";
  unsent = 0;
  readonly #slots: (DgramSlot | undefined)[] = [];
  readonly #packet: Packet = createPacket();
  readonly #produced: Packet = createPacket();
  #handler: PacketHandler | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  now(): number {
    return performance.now();
  }

  open(slot: number, { address, port }: LocalAddress, opened: Parameters<DatagramIo["open"]>[2]): void {
    const isIpv6 = familyOf(address) === "ipv6";
    const socket = isIpv6
      ? createSocket({ type: "udp6", ipv6Only: true, lookup: literalIpv6 })
      : createSocket({ type: "udp4", lookup: literalIpv4 });
    socket.once("error", (error) => {
      socket.close();
      opened(err(socketError(error)));
    });
    socket.bind({ address: formatAddress(address), port, exclusive: true }, () => {
      socket.removeAllListeners("error");
      // A far side that closed its port answers with ICMP; that is the RTP timeout's business.
      socket.on("error", () => this.unsent++);
      socket.on("message", (bytes, { address: source, port: sourcePort }) =>
        this.#take(slot, bytes, source, sourcePort),
      );
      this.#slots[slot] = { socket, peerText: "", peerAddress: 0 };
      opened(ok());
      this.#advance();
    });
  }

  close(slot: number): void {
    this.#slots[slot]?.socket.close();
    this.#slots[slot] = undefined;
  }

  connect(): void {
    // Nothing is gained here: the address is one of the options of sending.
  }

  disconnect(): void {}

  takePacket(): Packet {
    return this.#produced;
  }

  send(slot: number, packet: Packet, address: number, port: number): void {
    const entry = this.#slots[slot];
    if (entry === undefined) return;
    // The socket may hold the bytes until the next turn of the event loop: they are copied.
    const bytes = Buffer.from(packet.bytes.subarray(0, packet.length));
    const sent = (error: Error | null): void => {
      if (error !== null) this.unsent++;
    };
    entry.socket.send(bytes, port, formatAddress(address), sent);
  }

  run(handler: PacketHandler): void {
    this.#handler = handler;
    this.#advance();
  }

  /** Called when control messages have come. */
  wake(): void {
    this.#handler?.takeControl(this.now());
    this.#advance();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const entry of this.#slots) entry?.socket.close();
    this.#slots.length = 0;
  }

  #advance(): void {
    if (this.#stopped || this.#handler === undefined) return;
    clearTimeout(this.#timer);
    const waitMs = this.#handler.advance(this.now());
    this.#timer = setTimeout(() => this.#advance(), Math.min(longestWaitMs, Math.max(1, waitMs)));
  }

  #take(slot: number, bytes: Buffer, address: string, port: number): void {
    const entry = this.#slots[slot];
    if (entry === undefined || this.#handler === undefined) return;
    if (entry.peerText !== address) {
      entry.peerText = address;
      entry.peerAddress = parseAddress(address) ?? 0;
    }
    const packet = this.#packet;
    packet.length = Math.min(bytes.length, longestDatagram);
    packet.bytes.set(bytes.subarray(0, packet.length));
    packet.sourceAddress = entry.peerAddress;
    packet.sourcePort = port;
    this.#handler.receive(slot, packet, this.now());
  }
}

/** Addresses are literals here: no resolver, no waiting. */
const literalIpv4 = (host: string, _options: unknown, found: Found): void => found(null, host, 4);
const literalIpv6 = (host: string, _options: unknown, found: Found): void => found(null, host, 6);
type Found = (error: NodeJS.ErrnoException | null, address: string, family: number) => void;

function createPacket(): Packet {
  return { bytes: new Uint8Array(packetCapacity), length: 0, sourceAddress: 0, sourcePort: 0 };
}

function socketError(error: NodeJS.ErrnoException): SocketError {
  const kind = error.code === "EADDRINUSE" ? "port-in-use" : "socket-failed";
  return { kind, message: error.message };
}
