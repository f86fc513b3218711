// A phone for tests: a UDP socket on loopback that sends tones and keys as RTP and keeps what it hears.
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { decodeToLinear, encodeLinear } from "../../codecs/index.ts";
import { telephoneEventLength, writeTelephoneEvent } from "../../dtmf/index.ts";
import type { AudioCodec, TransportAddress } from "../../protocol/index.ts";
import {
  emptyRtpHeader,
  readRtpHeader,
  rtpHeaderLength,
  samplesPerFrame,
  writeRtpHeader,
} from "../../rtp/index.ts";
import type { RtpHeader } from "../../rtp/index.ts";
import type { SdesKeys } from "../../protocol/index.ts";
import type { Packet } from "../datagram-io.ts";
import { SdesProtection } from "../sdes-protection.ts";

export type HeardPacket = RtpHeader & { payload: Uint8Array; atMs: number };

export class LoopbackPhone implements AsyncDisposable {
  readonly heard: HeardPacket[] = [];
  readonly header: RtpHeader;
  codec: AudioCodec;
  #remote: TransportAddress | undefined;
  #protection: SdesProtection | undefined;
  readonly #socket: Socket;
  #samplesSent = 0;
  readonly #hearing: { count: number; resolve(): void }[] = [];

  private constructor(socket: Socket, codec: AudioCodec, ssrc: number) {
    this.#socket = socket;
    this.codec = codec;
    this.header = { ...emptyRtpHeader(), payloadType: codec === "PCMA" ? 8 : 0, sequence: 65_500, ssrc };
    socket.on("message", (bytes) => this.#hear(bytes));
  }

  static async open(codec: AudioCodec, ssrc: number): Promise<LoopbackPhone> {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    return new LoopbackPhone(socket, codec, ssrc);
  }

  get address(): TransportAddress {
    return { address: "127.0.0.1", port: this.#socket.address().port };
  }

  call(remote: TransportAddress): void {
    this.#remote = remote;
  }

  /** From now on all packets are SRTP, both ways; keys as this phone sees them. */
  protect(keys: SdesKeys): void {
    this.#protection = new SdesProtection(keys);
  }

  /** Sends 20 ms of a tone; 0 Hz is silence. */
  sendTone(frequencyHz: number): void {
    const samples = Int16Array.from({ length: samplesPerFrame }, (_, i) =>
      Math.round(8000 * Math.sin((2 * Math.PI * frequencyHz * (this.#samplesSent + i)) / 8000)),
    );
    const payload = new Uint8Array(samplesPerFrame);
    encodeLinear(samples, this.codec, payload);
    this.sendPayload(payload, this.header);
    this.#samplesSent += samplesPerFrame;
    this.header.timestamp = (this.header.timestamp + samplesPerFrame) >>> 0;
  }

  /** Sends one packet of a telephone event that began at `timestamp`. */
  sendEvent(payloadType: number, code: number, end: boolean, duration: number, timestamp: number): void {
    const payload = new Uint8Array(telephoneEventLength);
    writeTelephoneEvent(payload, 0, code, end, duration);
    this.sendPayload(payload, { ...this.header, payloadType, timestamp });
  }

  sendPayload(payload: Uint8Array, header: RtpHeader): void {
    const packet = packetOf(rtpHeaderLength + payload.length);
    writeRtpHeader(packet.bytes, header);
    packet.bytes.set(payload, rtpHeaderLength);
    this.#protection?.protectRtp(packet);
    this.sendBytes(packet.bytes.subarray(0, packet.length));
    this.header.sequence = (this.header.sequence + 1) & 0xffff;
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.#remote !== undefined) this.#socket.send(bytes, this.#remote.port, this.#remote.address);
  }

  /** Resolves when that many packets have come. */
  async hears(count: number): Promise<void> {
    if (this.heard.length >= count) return;
    await new Promise<void>((resolve) => this.#hearing.push({ count, resolve }));
  }

  /** All sound heard so far, in the order of arrival, as 16-bit samples. */
  soundHeard(payloadType = this.header.payloadType): Int16Array {
    const sound = this.heard.filter((packet) => packet.payloadType === payloadType);
    return decodeToLinear(Buffer.concat(sound.map(({ payload }) => payload)), this.codec);
  }

  #hear(datagram: Uint8Array): void {
    const packet = packetOf(datagram.length);
    const { bytes } = packet;
    bytes.set(datagram);
    if (this.#protection !== undefined && !this.#protection.unprotectRtp(packet)) return;
    const header = emptyRtpHeader();
    if (!readRtpHeader(bytes, packet.length, header)) return;
    const payload = bytes.slice(header.payloadStart, header.payloadEnd);
    this.heard.push({ ...header, payload, atMs: performance.now() });
    for (const { count, resolve } of this.#hearing) if (this.heard.length >= count) resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#protection?.close();
    this.#socket.close();
    await once(this.#socket, "close");
  }
}

/** Room for the longest SRTP tag behind it. */
function packetOf(length: number): Packet {
  return { bytes: Buffer.alloc(length + 16), length, sourceAddress: 0, sourcePort: 0 };
}

/** Calls `frame` every 20 ms without drift, `frames` times. */
export function everyFrame(frames: number, frame: (index: number) => void): Promise<void> {
  const startMs = performance.now();
  return new Promise((resolve) => {
    let index = 0;
    const next = (): void => {
      while (index < frames && performance.now() >= startMs + index * 20) frame(index++);
      if (index === frames) return resolve();
      setTimeout(next, Math.max(0, startMs + index * 20 - performance.now()));
    };
    next();
  });
}
