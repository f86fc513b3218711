// A phone for tests: a UDP socket on loopback that sends tones and keys as RTP and keeps what it hears.
import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { once } from "node:events";
import { SoundReader, SoundWriter, codecFormats } from "../../codecs/index.ts";
import { telephoneEventLength, writeTelephoneEvent } from "../../dtmf/index.ts";
import type { AudioCodec, TransportAddress } from "../../protocol/index.ts";
import { emptyRtpHeader, isRtcp, readRtpHeader, rtpHeaderLength, writeRtpHeader } from "../../rtp/index.ts";
import type { RtpHeader } from "../../rtp/index.ts";
import type { SdesKeys } from "../../protocol/index.ts";
import type { Packet } from "../datagram-io.ts";
import { SdesProtection } from "../sdes-protection.ts";

/** Payload types of the codecs, static ones by RFC 3551 §6. */
export const payloadTypes: Readonly<Record<AudioCodec, number>> = {
  PCMA: 8,
  PCMU: 0,
  G722: 9,
  opus: 111,
  L16: 97,
};

export type HeardPacket = RtpHeader & { payload: Uint8Array; atMs: number };

export class LoopbackPhone implements AsyncDisposable {
  readonly heard: HeardPacket[] = [];
  /** RTCP that came on the RTP port, as it came. */
  readonly reports: Uint8Array[] = [];
  readonly header: RtpHeader;
  codec: AudioCodec;
  #remote: TransportAddress | undefined;
  #protection: SdesProtection | undefined;
  readonly #socket: Socket;
  #samplesSent = 0;
  #writer: SoundWriter | undefined;
  readonly #hearing: { count: number; resolve(): void }[] = [];

  private constructor(socket: Socket, codec: AudioCodec, ssrc: number) {
    this.#socket = socket;
    this.codec = codec;
    this.header = { ...emptyRtpHeader(), payloadType: payloadTypes[codec], sequence: 65_500, ssrc };
    socket.on("message", (bytes) => this.#hear(bytes));
  }

  static async open(
    codec: AudioCodec,
    ssrc: number,
    host: "127.0.0.1" | "::1" = "127.0.0.1",
  ): Promise<LoopbackPhone> {
    const socket = createSocket(host === "::1" ? "udp6" : "udp4");
    socket.bind(0, host);
    await once(socket, "listening");
    return new LoopbackPhone(socket, codec, ssrc);
  }

  get address(): TransportAddress {
    const { address, port } = this.#socket.address();
    return { address, port };
  }

  call(remote: TransportAddress): void {
    this.#remote = remote;
  }

  /** From now on all packets are SRTP, both ways; keys as this phone sees them. */
  protect(keys: SdesKeys): void {
    const created = SdesProtection.create(keys);
    assert.ok(created.ok);
    this.#protection = created.value;
  }

  /** Sends 20 ms of a tone; 0 Hz is silence. For Opus, `loadOpus` must have resolved. */
  sendTone(frequencyHz: number): void {
    const { samplesPerFrame, sampleRateHz } = codecFormats[this.codec];
    const samples = Int16Array.from({ length: samplesPerFrame }, (_, i) =>
      Math.round(8000 * Math.sin((2 * Math.PI * frequencyHz * (this.#samplesSent + i)) / sampleRateHz)),
    );
    if (this.#writer?.codec !== this.codec) this.#writer = new SoundWriter(this.codec, sampleRateHz);
    this.#writer.push(samples, samplesPerFrame);
    const payload = new Uint8Array(1500);
    const length = this.#writer.take(payload, 0);
    this.sendPayload(payload.subarray(0, length), this.header);
    this.#samplesSent += samplesPerFrame;
    this.skipFrame();
  }

  /** Lets 20 ms pass on the clock of the stream. */
  skipFrame(): void {
    this.header.timestamp = (this.header.timestamp + 20 * codecFormats[this.codec].clockPerMs) >>> 0;
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

  /** Sends an empty receiver report on the port of the sound (RFC 5761). */
  sendReport(): void {
    const packet = packetOf(8);
    packet.bytes.set([0x80, 201, 0, 1]);
    this.#protection?.protectRtcp(packet);
    this.sendBytes(packet.bytes.subarray(0, packet.length));
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.#remote !== undefined) this.#socket.send(bytes, this.#remote.port, this.#remote.address);
  }

  /** Resolves when that many packets have come. */
  async hears(count: number): Promise<void> {
    if (this.heard.length >= count) return;
    await new Promise<void>((resolve) => this.#hearing.push({ count, resolve }));
  }

  /** All sound heard so far, in the order of arrival, as samples of the codec's rate. */
  soundHeard(payloadType = this.header.payloadType): Int16Array {
    const reader = new SoundReader(this.codec);
    const sound: number[] = [];
    for (const { payload, payloadType: type } of this.heard) {
      if (type !== payloadType || !reader.read(payload, 0, payload.length)) continue;
      sound.push(...reader.samples(reader.sampleRateHz).subarray(0, reader.count(reader.sampleRateHz)));
    }
    reader.close();
    return Int16Array.from(sound);
  }

  #hear(datagram: Uint8Array): void {
    if (isRtcp(datagram, datagram.length)) return void this.reports.push(datagram);
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

/** Room for the most that SRTP and SRTCP put behind it. */
function packetOf(length: number): Packet {
  return { bytes: Buffer.alloc(length + 20), length, sourceAddress: 0, sourcePort: 0 };
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
