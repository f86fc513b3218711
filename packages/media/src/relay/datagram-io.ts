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
  /** Of the sender; addresses are the numbers of ip-address.ts. */
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

/** What a socket is bound to. */
export type LocalAddress = { readonly address: number; readonly port: number };

/** A slot is a small number the caller chooses per socket and may use again after `close`. */
export type DatagramIo = {
  readonly kind: "epoll" | "dgram";
  /** How many packets the kernel refused to take. */
  readonly unsent: number;
  now(): number;
  /** Binds to `local`, whose family is that of all far sides of the slot. */
  open(slot: number, local: LocalAddress, opened: (result: Result<undefined, SocketError>) => void): void;
  close(slot: number): void;
  /** From now on the slot hears this far side alone, and sending to it costs less, until `disconnect`. */
  connect(slot: number, address: number, port: number): void;
  disconnect(slot: number): void;
  /** A packet to fill and send at once. */
  takePacket(): Packet;
  /** Sends `packet.bytes[0, length)`; the packet may be one that `receive` was given. */
  send(slot: number, packet: Packet, address: number, port: number): void;
  /** Runs until `stop`. Returns at once where the event loop does the work. */
  run(handler: PacketHandler): void;
  stop(): void;
};
