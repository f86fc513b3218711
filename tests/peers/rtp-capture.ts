// What a sipp caller says: one RTP stream (RFC 3550) of A-law speech and telephone-events (RFC 4733) in a pcap file.
import { writeFileSync } from "node:fs";
import { encodeALaw } from "../support/g711.ts";

export type SpokenCall = {
  /** 8 kHz samples, said again and again; default silence. */
  readonly speech?: Int16Array;
  readonly durationMs: number;
  /** Digits 0–9 * # with the time at which each begins. Speech pauses for the 100 ms that a digit takes. */
  readonly digits?: readonly { readonly digit: string; readonly atMs: number }[];
};

const packetMs = 20;
const samplesPerPacket = 160;
const eventPackets = 5;
/** RFC 4733 §2.5.1.4: the end is sent three times. */
const endRepeats = 3;
const pcmaPayloadType = 8;
const eventPayloadType = 101;
const eventCodes = "0123456789*#";
const ssrc = 0x7a5d_0001;

/** Writes the pcap file; sipp plays its UDP payloads in time, to and from the ports of the call. */
export function writeRtpCapture(path: string, call: SpokenCall): void {
  writeFileSync(path, rtpCapture(call));
}

/** The bytes of a pcap file of Ethernet frames, one RTP packet each 20 ms. */
function rtpCapture(call: SpokenCall): Buffer {
  const fileHeader = Buffer.alloc(24);
  fileHeader.writeUInt32LE(0xa1b2c3d4, 0);
  fileHeader.writeUInt16LE(2, 4);
  fileHeader.writeUInt16LE(4, 6);
  fileHeader.writeUInt32LE(65_535, 16);
  fileHeader.writeUInt32LE(1, 20);
  const records: Buffer[] = [fileHeader];
  let sequence = 1;
  for (let index = 0; index * packetMs < call.durationMs; index++) {
    for (const packet of packetsAt(call, index)) {
      records.push(record(index * packetMs, rtpPacket(packet, sequence++)));
    }
  }
  return Buffer.concat(records);
}

type Packet = {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly timestamp: number;
  readonly payload: Buffer;
};

function packetsAt(call: SpokenCall, index: number): Packet[] {
  const atMs = index * packetMs;
  const event = call.digits?.find(
    (digit) => atMs >= digit.atMs && atMs < digit.atMs + eventPackets * packetMs,
  );
  if (!event) {
    const payload = speechAt(call.speech, index);
    return [
      { payloadType: pcmaPayloadType, marker: index === 0, timestamp: index * samplesPerPacket, payload },
    ];
  }
  const first = Math.ceil(event.atMs / packetMs);
  const position = index - first + 1;
  const isEnd = position === eventPackets;
  const payload = Buffer.alloc(4);
  payload.writeUInt8(eventCodes.indexOf(event.digit), 0);
  payload.writeUInt8((isEnd ? 0x80 : 0) | 10, 1);
  payload.writeUInt16BE(position * samplesPerPacket, 2);
  // All packets of an event carry the time of its beginning (RFC 4733 §2.2).
  const timestamp = first * samplesPerPacket;
  const packet = { payloadType: eventPayloadType, marker: position === 1, timestamp, payload };
  return Array.from({ length: isEnd ? endRepeats : 1 }, () => packet);
}

function speechAt(speech: Int16Array | undefined, index: number): Buffer {
  const payload = Buffer.alloc(samplesPerPacket);
  for (let n = 0; n < samplesPerPacket; n++) {
    const sample = speech?.[(index * samplesPerPacket + n) % speech.length] ?? 0;
    payload.writeUInt8(encodeALaw(sample), n);
  }
  return payload;
}

function rtpPacket(packet: Packet, sequence: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8((packet.marker ? 0x80 : 0) | packet.payloadType, 1);
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(packet.timestamp, 4);
  header.writeUInt32BE(ssrc, 8);
  return Buffer.concat([header, packet.payload]);
}

/** A pcap record: Ethernet, IPv4 and UDP around the packet; sipp writes its own addresses and checksums. */
function record(atMs: number, rtp: Buffer): Buffer {
  const frame = Buffer.alloc(14 + 20 + 8);
  frame.writeUInt16BE(0x0800, 12);
  frame.writeUInt8(0x45, 14);
  frame.writeUInt16BE(28 + rtp.length, 16);
  frame.writeUInt8(64, 22);
  frame.writeUInt8(17, 23);
  frame.writeUInt32BE(0x7f00_0001, 26);
  frame.writeUInt32BE(0x7f00_0001, 30);
  frame.writeUInt16BE(6000, 34);
  frame.writeUInt16BE(6000, 36);
  frame.writeUInt16BE(8 + rtp.length, 38);
  const header = Buffer.alloc(16);
  header.writeUInt32LE(Math.floor(atMs / 1000), 0);
  header.writeUInt32LE((atMs % 1000) * 1000, 4);
  header.writeUInt32LE(frame.length + rtp.length, 8);
  header.writeUInt32LE(frame.length + rtp.length, 12);
  return Buffer.concat([header, frame, rtp]);
}
