// The fast driver: a synchronous loop over epoll that receives from every ready socket, lets the relay
// rewrite, then sends all. Nothing in the loop allocates.
import { err, ok } from "@tandem/kernel";
import { nativeBuffer } from "../native-buffer.ts";
import type { NativeBuffer } from "../native-buffer.ts";
import { longestDatagram, packetCapacity } from "./datagram-io.ts";
import type { DatagramIo, Packet, PacketHandler, SocketError } from "./datagram-io.ts";
import { layout, linux } from "./libc.ts";
import type { Libc } from "./libc.ts";

/** Sockets served per round. */
const batchSize = 256;
/** Packets made here that can wait for the end of a round. */
const producedSize = 256;
const wakeSlot = 0xffff_ffff;
/** −15 leaves room above for the system's own; refused without CAP_SYS_NICE, which is no harm. */
const workerPriority = -15;
const timerSlackNanoseconds = 1000;

type NativePacket = Packet & { readonly address: number };
type EpollIoOptions = { libc: Libc; address: number };

export class EpollIo implements DatagramIo {
  readonly kind = "epoll";
  /** Written by the main thread (8 bytes) to interrupt the wait. */
  readonly wakeDescriptor: number;
  unsent = 0;
  readonly #libc: Libc;
  readonly #address: number;
  readonly #epoll: number;
  /** Per slot; −1 when closed. */
  readonly #descriptors: number[] = [];
  readonly #events = nativeBuffer(layout.epollEvent * batchSize);
  readonly #eventsView = viewOf(this.#events);
  readonly #peer = nativeBuffer(layout.sockaddrIn);
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
  readonly #queueAddresses = new Uint32Array(batchSize + producedSize);
  readonly #queuePorts = new Uint16Array(batchSize + producedSize);
  #queueCount = 0;
  #stopped = false;

  /** `address` is what sockets bind to. */
  constructor({ libc, address }: EpollIoOptions) {
    this.#libc = libc;
    this.#address = address;
    this.#epoll = libc.epollCreate(linux.EPOLL_CLOEXEC);
    this.wakeDescriptor = libc.eventfd(0, linux.EFD_NONBLOCK | linux.EFD_CLOEXEC);
    this.#watch(linux.EPOLL_CTL_ADD, this.wakeDescriptor, wakeSlot);
    libc.setpriority(linux.PRIO_PROCESS, 0, workerPriority);
    libc.prctl(linux.PR_SET_TIMERSLACK, timerSlackNanoseconds, 0, 0, 0);
  }

  now(): number {
    return performance.now();
  }

  open(slot: number, port: number, opened: Parameters<DatagramIo["open"]>[2]): void {
    const descriptor = this.#libc.socket(
      linux.AF_INET,
      linux.SOCK_DGRAM | linux.SOCK_NONBLOCK | linux.SOCK_CLOEXEC,
      0,
    );
    if (descriptor < 0) return opened(err(this.#socketError("socket")));
    this.#setPeer(this.#address, port);
    if (this.#libc.bind(descriptor, this.#peer.address, layout.sockaddrIn) !== 0) {
      const error = this.#socketError("bind");
      this.#libc.close(descriptor);
      return opened(err(error));
    }
    this.#descriptors[slot] = descriptor;
    this.#watch(linux.EPOLL_CTL_ADD, descriptor, slot);
    opened(ok());
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
    this.#peerLengthView.setUint32(0, layout.sockaddrIn, true);
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
    packet.sourceAddress = this.#peerView.getUint32(4);
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
    this.#setPeer(this.#queueAddresses[at] as number, this.#queuePorts[at] as number);
    const sent = this.#libc.sendto(descriptor, address, length, 0, this.#peer.address, layout.sockaddrIn);
    if (sent < 0) this.unsent++;
  }

  #setPeer(address: number, port: number): void {
    this.#peerView.setUint16(0, linux.AF_INET, true);
    this.#peerView.setUint16(2, port);
    this.#peerView.setUint32(4, address);
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
