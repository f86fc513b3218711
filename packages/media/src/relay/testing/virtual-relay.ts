// A relay without network and without a clock of its own, for tests of what depends on when packets come.
import assert from "node:assert/strict";
import { ok } from "@tandem/kernel";
import { createDtlsIdentity } from "../../certificates/index.ts";
import { SoundReader, SoundWriter, codecFormats } from "../../codecs/index.ts";
import type { AudioCodec, ConnectLeg, MediaEvent, OpenedLeg } from "../../protocol/index.ts";
import { RecordingFiles } from "../../recording-thread/index.ts";
import { emptyRtpHeader, isRtcp, readRtpHeader, rtpHeaderLength, writeRtpHeader } from "../../rtp/index.ts";
import type { DatagramIo, Packet } from "../datagram-io.ts";
import { parseAddress } from "../ip-address.ts";
import { Relay } from "../relay.ts";
import type { RelayCommand, RelayOutcome } from "../relay.ts";
import { payloadTypes } from "./loopback-phone.ts";
import type { HeardPacket } from "./loopback-phone.ts";

const localhost = parseAddress("127.0.0.1") as number;
const eventPayloadType = 101;
let identity: ReturnType<typeof createDtlsIdentity> | undefined;

export class VirtualRelay {
  nowMs = 1000;
  readonly events: MediaEvent[] = [];
  readonly relay: Relay;
  /** What each local port was sent from, by the far side's port. */
  readonly #phones = new Map<number, VirtualPhone>();
  readonly #slots = new Map<number, number>();
  readonly #recordings: RecordingFiles;

  constructor() {
    identity ??= createDtlsIdentity();
    this.relay = new Relay({
      io: this.#io(),
      addresses: ["127.0.0.1"],
      ports: { first: 20_000, last: 20_199 },
      rtpTimeoutMs: 60_000,
      identity,
      clock: { now: () => this.nowMs },
      emit: (event) => void this.events.push(event),
      tap: () => {},
    });
    this.#recordings = new RecordingFiles({
      clock: { now: () => this.nowMs },
      emit: (event) => void this.events.push(event),
    });
    this.relay.setRecordingThread(this.#recordings.ofRelay().take);
  }

  ask(command: RelayCommand): unknown {
    const outcome = this.outcomeOf(command);
    if (!outcome.ok) assert.fail(`${command.kind}: ${outcome.error.kind}: ${outcome.error.message}`);
    return outcome.value;
  }

  outcomeOf(command: RelayCommand): RelayOutcome {
    let answered: RelayOutcome | undefined;
    this.relay.command(command, this.nowMs, (outcome) => (answered = outcome));
    assert.ok(answered);
    return answered;
  }

  /** A phone on a leg of that name, connected. */
  phone(legId: string, codec: AudioCodec = "PCMA", changes: Partial<ConnectLeg> = {}): VirtualPhone {
    const { port } = this.ask({
      kind: "open-leg",
      legId,
      callId: "call",
      transport: "rtp",
    }) as OpenedLeg;
    const remotePort = 40_000 + 2 * this.#phones.size;
    const slot = this.#slots.get(port) as number;
    const phone = new VirtualPhone(codec, remotePort, (packet) =>
      this.relay.receive(slot, packet, this.nowMs),
    );
    this.#phones.set(remotePort, phone);
    this.ask({
      kind: "connect-leg",
      legId,
      codec,
      payloadType: payloadTypes[codec],
      telephoneEventPayloadType: eventPayloadType,
      remote: { address: "127.0.0.1", port: remotePort },
      webrtc: null,
      sdes: null,
      rtcpMux: true,
      send: true,
      receive: true,
      ...changes,
    });
    return phone;
  }

  /** Lets time pass, a millisecond at a time; `each` is called in every one before the relay's turn. */
  pass(ms: number, each: (nowMs: number) => void = () => {}): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs;) {
      this.nowMs++;
      each(this.nowMs);
      this.relay.advance(this.nowMs);
      this.#recordings.writeReady();
    }
  }

  #io(): DatagramIo {
    return {
      kind: "epoll",
      unsent: 0,
      now: () => this.nowMs,
      open: (slot, { port }, opened) => {
        this.#slots.set(port, slot);
        opened(ok(undefined));
      },
      close: () => {},
      connect: () => {},
      disconnect: () => {},
      takePacket: () => ({ bytes: new Uint8Array(2048), length: 0, sourceAddress: 0, sourcePort: 0 }),
      send: (_slot, { bytes, length }, _address, port) =>
        this.#phones.get(port)?.hear(bytes.slice(0, length), this.nowMs),
      run: () => {},
      stop: () => {},
    };
  }
}

export class VirtualPhone {
  readonly codec: AudioCodec;
  readonly heard: HeardPacket[] = [];
  readonly #port: number;
  readonly #receive: (packet: Packet) => void;
  readonly #writer: SoundWriter;
  readonly #header;
  #samplesSaid = 0;

  constructor(codec: AudioCodec, port: number, receive: (packet: Packet) => void) {
    this.codec = codec;
    this.#port = port;
    this.#receive = receive;
    this.#writer = new SoundWriter(codec, codecFormats[codec].sampleRateHz);
    this.#header = { ...emptyRtpHeader(), payloadType: payloadTypes[codec], ssrc: port };
  }

  /** Sends the next 20 ms of a tone that never stops. */
  say(frequencyHz: number, amplitude = 8000): void {
    const { samplesPerFrame, sampleRateHz } = codecFormats[this.codec];
    const turn = (2 * Math.PI * frequencyHz) / sampleRateHz;
    const samples = Int16Array.from({ length: samplesPerFrame }, (_, i) =>
      Math.round(amplitude * Math.sin(turn * (this.#samplesSaid + i))),
    );
    this.#samplesSaid += samplesPerFrame;
    this.#writer.push(samples, samplesPerFrame);
    const bytes = new Uint8Array(2048);
    const length = this.#writer.take(bytes, rtpHeaderLength);
    this.#send(bytes, length);
    this.#header.timestamp = (this.#header.timestamp + 20 * codecFormats[this.codec].clockPerMs) >>> 0;
  }

  /** Sends one packet of a telephone event (RFC 4733). */
  press(code: number, end: boolean, duration: number, timestamp: number): void {
    const bytes = new Uint8Array(2048);
    bytes.set([code, (end ? 0x80 : 0) | 10, duration >> 8, duration & 255], rtpHeaderLength);
    const { payloadType, timestamp: own } = this.#header;
    Object.assign(this.#header, { payloadType: eventPayloadType, timestamp });
    this.#send(bytes, 4);
    Object.assign(this.#header, { payloadType, timestamp: own });
  }

  hear(bytes: Uint8Array, atMs: number): void {
    const header = emptyRtpHeader();
    if (isRtcp(bytes, bytes.length) || !readRtpHeader(bytes, bytes.length, header)) return;
    this.heard.push({ ...header, payload: bytes.slice(header.payloadStart, header.payloadEnd), atMs });
  }

  /** The sound of the packets from `from` on, one after the other, at the codec's rate. */
  soundHeard(from = 0): Int16Array {
    const reader = new SoundReader(this.codec);
    const { sampleRateHz } = reader;
    const sound = this.heard
      .slice(from)
      .filter(({ payloadType }) => payloadType === payloadTypes[this.codec])
      .flatMap(({ payload }) =>
        reader.read(payload, 0, payload.length)
          ? [...reader.samples(sampleRateHz).subarray(0, reader.count(sampleRateHz))]
          : [],
      );
    reader.close();
    return Int16Array.from(sound);
  }

  #send(bytes: Uint8Array, payloadLength: number): void {
    writeRtpHeader(bytes, this.#header);
    this.#header.sequence = (this.#header.sequence + 1) & 0xffff;
    const length = rtpHeaderLength + payloadLength;
    this.#receive({ bytes, length, sourceAddress: localhost, sourcePort: this.#port });
  }
}
