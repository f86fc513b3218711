// What the relay asks of the network: numbered UDP sockets, packets in reused memory, and the loop that
// brings them. Two drivers: libc through epoll, and node:dgram.
import type { Result } from "@tandem/kernel";

/** Room in a packet: the largest datagram taken plus what SRTP adds. */
export const packetCapacity = 2048;
/** Longer datagrams are cut: no RTP, STUN or DTLS of ours is longer. */
export const longestDatagram = 1600;

/** A datagram in memory that is reused: valid until the call that got it returns. */
export type Packet = {
  readonly bytes: Uint8Array;
  length: number;
  /** IPv4 address as an unsigned number, and port, of the sender. */
  sourceAddress: number;
  sourcePort: number;
};

export type SocketError = { kind: "port-in-use" | "socket-failed"; message: string };

/** All times are monotonic milliseconds of one clock. */
export type PacketHandler = {
  receive(slot: number, packet: Packet, nowMs: number): void;
  /** Does what is due; answers how many milliseconds it can wait for the next call at most. */
  advance(nowMs: number): number;
  /** Takes the control messages that have come. */
  takeControl(nowMs: number): void;
};

/** A slot is a small number the caller chooses per socket and may use again after `close`. */
export type DatagramIo = {
  readonly kind: "epoll" | "dgram";
  /** How many packets the kernel refused to take. */
  readonly unsent: number;
  now(): number;
  open(slot: number, port: number, opened: (result: Result<undefined, SocketError>) => void): void;
  close(slot: number): void;
  /** A packet to fill and send at once. */
  takePacket(): Packet;
  /** Sends `packet.bytes[0, length)`; the packet may be one that `receive` was given. */
  send(slot: number, packet: Packet, address: number, port: number): void;
  /** Runs until `stop`. Returns at once where the event loop does the work. */
  run(handler: PacketHandler): void;
  stop(): void;
};

/** Dotted text of an IPv4 address. */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** The number of dotted IPv4 text, undefined when it is none. */
export function parseIpv4(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((address, part) => address * 256 + Number(part), 0);
}
