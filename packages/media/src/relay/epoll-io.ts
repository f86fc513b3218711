// The fast driver: a synchronous loop over epoll that receives from every ready socket, lets the relay
// rewrite, then sends all. Nothing in the loop allocates.
import { availableParallelism } from "node:os";
import { err, ok } from "@tandem/kernel";
import { nativeBuffer } from "../native-buffer.ts";
import type { NativeBuffer } from "../native-buffer.ts";
import { longestDatagram, packetCapacity } from "./datagram-io.ts";
import type { DatagramIo, LocalAddress, Packet, PacketHandler, SocketError } from "./datagram-io.ts";
import { familyOf, numberOf, writeIpv6 } from "./ip-address.ts";
import { layout, linux } from "./libc.ts";
import type { Libc } from "./libc.ts";
import { RoundPace } from "./round-pace.ts";

/** Sockets served per round. */
const batchSize = 256;
/** Packets made here that can wait for the end of a round. */
const producedSize = 256;
const wakeSlot = 0xffff_ffff;
/** −15 leaves room above for the system's own. */
const workerPriority = -15;
/** Before every thread without a deadline, after all others that have one. */
const realTimePriority = 1;
/** Expedited forwarding (RFC 3246, RFC 4594 §4.1: telephony), in the upper six bits of the octet. */
const expeditedForwarding = 46 << 2;
const timerSlackNanoseconds = 1000;

type NativePacket = Packet & { readonly address: number };

export class EpollIo implements DatagramIo {
  readonly kind = "epoll";
  /** Written by the main thread (8 bytes) to interrupt the wait. */
  readonly wakeDescriptor: number;
  unsent = 0;
  readonly #libc: Libc;
  readonly #epoll: number;
  /** Per slot; −1 when closed. */
  readonly #descriptors: number[] = [];
  /** Per slot: the far side it is connected to; port 0 when it hears everybody. */
  readonly #connectedAddresses: number[] = [];
  readonly #connectedPorts: number[] = [];
  readonly #events = nativeBuffer(layout.epollEvent * batchSize);
  readonly #eventsView = viewOf(this.#events);
  readonly #peer = nativeBuffer(layout.sockaddrIn6);
  readonly #peerView = viewOf(this.#peer);
  readonly #peerLength = nativeBuffer(8);
  readonly #peerLengthView = viewOf(this.#peerLength);
  readonly #received = Array.from({ length: batchSize }, createNativePacket);
  readonly #receivedSlots = new Uint32Array(batchSize);
  #receivedCount = 0;
  readonly #produced = Array.from({ length: producedSize }, createNativePacket);
  #producedCount = 0;
  readonly #queuePackets: NativePacket[] = Array.from({ length: batchSize + producedSize });
  readonly #queueSlots = new Uint32Array(batchSize + producedSize);
  readonly #queueAddresses = new Float64Array(batchSize + producedSize);
  readonly #queuePorts = new Uint16Array(batchSize + producedSize);
  #queueCount = 0;
  readonly #pace = new RoundPace();
  #stopped = false;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#epoll = libc.epollCreate(linux.EPOLL_CLOEXEC);
    this.wakeDescriptor = libc.eventfd(0, linux.EFD_NONBLOCK | linux.EFD_CLOEXEC);
    this.#watch(linux.EPOLL_CTL_ADD, this.wakeDescriptor, wakeSlot);
    this.#raisePriority();
    libc.prctl(linux.PR_SET_TIMERSLACK, timerSlackNanoseconds, 0, 0, 0);
  }

  now(): number {
    return performance.now();
  }

  open(slot: number, { address, port }: LocalAddress, opened: Parameters<DatagramIo["open"]>[2]): void {
    const isIpv6 = familyOf(address) === "ipv6";
    const descriptor = this.#libc.socket(
      isIpv6 ? linux.AF_INET6 : linux.AF_INET,
      linux.SOCK_DGRAM | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC,
      0,
    );
    if (descriptor < 0) return opened(err(this.#socketError("socket")));
    // IPv4 has sockets of its own, on the same ports.
    if (isIpv6) this.#setOption(descriptor, linux.IPPROTO_IPV6, linux.IPV6_V6ONLY, 1);
    if (this.#libc.bind(descriptor, this.#peer.address, this.#setPeer(address, port)) !== 0) {
      const error = this.#socketError("bind");
      this.#libc.close(descriptor);
      return opened(err(error));
    }
    if (isIpv6) this.#setOption(descriptor, linux.IPPROTO_IPV6, linux.IPV6_TCLASS, expeditedForwarding);
    else this.#setOption(descriptor, linux.IPPROTO_IP, linux.IP_TOS, expeditedForwarding);
    this.#descriptors[slot] = descriptor;
    this.#connectedAddresses[slot] = 0;
    this.#connectedPorts[slot] = 0;
    this.#watch(linux.EPOLL_CTL_ADD, descriptor, slot);
    opened(ok());
  }

  connect(slot: number, address: number, port: number): void {
    const length = this.#setPeer(address, port);
    const descriptor = this.#descriptors[slot] as number;
    // Refused when there is no way to it: then the slot goes on hearing everybody.
    if (this.#libc.connect(descriptor, this.#peer.address, length) !== 0) return;
    this.#connectedAddresses[slot] = address;
    this.#connectedPorts[slot] = port;
  }

  disconnect(slot: number): void {
    if (this.#connectedPorts[slot] === 0) return;
    this.#peerView.setUint16(0, linux.AF_UNSPEC, true);
    this.#libc.connect(this.#descriptors[slot] as number, this.#peer.address, layout.sockaddrIn);
    this.#connectedPorts[slot] = 0;
  }

  close(slot: number): void {
    this.#flush();
    const descriptor = this.#descriptors[slot] as number;
    this.#watch(linux.EPOLL_CTL_DEL, descriptor, slot);
    this.#libc.close(descriptor);
    this.#descriptors[slot] = -1;
  }

  takePacket(): Packet {
    if (this.#producedCount === producedSize) this.#flush();
    return this.#produced[this.#producedCount++] as NativePacket;
  }

  send(slot: number, packet: Packet, address: number, port: number): void {
    if (this.#queueCount === this.#queuePackets.length) this.#flush();
    const at = this.#queueCount++;
    this.#queuePackets[at] = packet as NativePacket;
    this.#queueSlots[at] = slot;
    this.#queueAddresses[at] = address;
    this.#queuePorts[at] = port;
  }

  run(handler: PacketHandler): void {
    try {
      while (!this.#stopped) this.#round(handler);
    } finally {
      // Also after a crash: the next worker needs the ports.
      for (const descriptor of this.#descriptors) if (descriptor >= 0) this.#libc.close(descriptor);
      this.#libc.close(this.#epoll);
      this.#libc.close(this.wakeDescriptor);
    }
  }

  #round(handler: PacketHandler): void {
    const waitMs = handler.advance(this.now());
    this.#flush();
    const ready = this.#libc.epollWait(this.#epoll, this.#events.address, batchSize, Math.ceil(waitMs));
    const control = this.#receiveAll(ready);
    const nowMs = this.now();
    for (let i = 0; i < this.#receivedCount; i++) {
      handler.receive(this.#receivedSlots[i] as number, this.#received[i] as NativePacket, nowMs);
    }
    this.#flush();
    if (control) handler.takeControl(nowMs);
    const restMicros = this.#pace.after(this.#receivedCount, nowMs);
    if (restMicros > 0) this.#libc.usleep(restMicros);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** One datagram from every ready socket; epoll is level-triggered and tells of more. */
  #receiveAll(ready: number): boolean {
    let control = false;
    this.#receivedCount = 0;
    for (let i = 0; i < ready; i++) {
      const slot = this.#eventsView.getUint32(i * layout.epollEvent + layout.epollEventData, true);
      if (slot === wakeSlot) {
        this.#libc.read(this.wakeDescriptor, this.#peerLength.address, 8);
        control = true;
      } else if (this.#receiveOne(slot, this.#received[this.#receivedCount] as NativePacket)) {
        this.#receivedSlots[this.#receivedCount++] = slot;
      }
    }
    return control;
  }

  #receiveOne(slot: number, packet: NativePacket): boolean {
    const descriptor = this.#descriptors[slot] as number;
    const connectedPort = this.#connectedPorts[slot] as number;
    if (connectedPort === 0) return this.#receiveFromAny(descriptor, packet);
    packet.length = this.#libc.recv(descriptor, packet.address, longestDatagram, 0);
    packet.sourceAddress = this.#connectedAddresses[slot] as number;
    packet.sourcePort = connectedPort;
    return packet.length > 0;
  }

  #receiveFromAny(descriptor: number, packet: NativePacket): boolean {
    this.#peerLengthView.setUint32(0, layout.sockaddrIn6, true);
    const length = this.#libc.recvfrom(
      descriptor,
      packet.address,
      longestDatagram,
      0,
      this.#peer.address,
      this.#peerLength.address,
    );
    if (length <= 0) return false;
    packet.length = length;
    packet.sourcePort = this.#peerView.getUint16(2);
    packet.sourceAddress =
      this.#peerView.getUint16(0, true) === linux.AF_INET6
        ? numberOf(this.#peer.bytes, layout.sockaddrIn6Address)
        : this.#peerView.getUint32(4);
    return true;
  }

  #flush(): void {
    for (let i = 0; i < this.#queueCount; i++) this.#sendNow(i);
    this.#queueCount = 0;
    this.#producedCount = 0;
  }

  #sendNow(at: number): void {
    const slot = this.#queueSlots[at] as number;
    const { address, length } = this.#queuePackets[at] as NativePacket;
    const descriptor = this.#descriptors[slot] as number;
    const toAddress = this.#queueAddresses[at] as number;
    const toPort = this.#queuePorts[at] as number;
    const isConnected = this.#connectedPorts[slot] === toPort && this.#connectedAddresses[slot] === toAddress;
    const sent = isConnected
      ? this.#libc.send(descriptor, address, length, 0)
      : this.#sendTo(descriptor, address, length, toAddress, toPort);
    if (sent < 0) this.unsent++;
  }

  #sendTo(descriptor: number, bytes: number, length: number, address: number, port: number): number {
    const peerLength = this.#setPeer(address, port);
    return this.#libc.sendto(descriptor, bytes, length, 0, this.#peer.address, peerLength);
  }

  /** Sound has a deadline and nothing else here has: refused without CAP_SYS_NICE, which is no harm. */
  #raisePriority(): void {
    this.#eventsView.setInt32(0, realTimePriority, true);
    // A machine of one processor would have nothing left for those who hang up.
    const mayBeFirst = availableParallelism() > 1;
    if (mayBeFirst && this.#libc.schedSetscheduler(0, linux.SCHED_FIFO, this.#events.address) === 0) return;
    this.#libc.setpriority(linux.PRIO_PROCESS, 0, workerPriority);
  }

  #setOption(descriptor: number, level: number, option: number, value: number): void {
    this.#eventsView.setUint32(0, value, true);
    this.#libc.setsockopt(descriptor, level, option, this.#events.address, 4);
  }

  /** Fills in a socket address; answers its length. */
  #setPeer(address: number, port: number): number {
    this.#peerView.setUint16(2, port);
    if (familyOf(address) === "ipv6") {
      this.#peerView.setUint16(0, linux.AF_INET6, true);
      this.#peerView.setUint32(4, 0);
      writeIpv6(address, this.#peer.bytes, layout.sockaddrIn6Address);
      this.#peerView.setUint32(24, 0);
      return layout.sockaddrIn6;
    }
    this.#peerView.setUint16(0, linux.AF_INET, true);
    this.#peerView.setUint32(4, address);
    return layout.sockaddrIn;
  }

  #watch(operation: number, descriptor: number, slot: number): void {
    this.#eventsView.setUint32(0, linux.EPOLLIN, true);
    this.#eventsView.setUint32(layout.epollEventData, slot, true);
    this.#libc.epollControl(this.#epoll, operation, descriptor, this.#events.address);
  }

  #socketError(call: string): SocketError {
    const number = this.#libc.errno();
    const kind = number === linux.EADDRINUSE ? "port-in-use" : "socket-failed";
    return { kind, message: `${call}: errno ${number}` };
  }
}

function viewOf(buffer: NativeBuffer): DataView {
  return new DataView(buffer.bytes.buffer);
}

function createNativePacket(): NativePacket {
  const { bytes, address } = nativeBuffer(packetCapacity);
  return { bytes, address, length: 0, sourceAddress: 0, sourcePort: 0 };
}
