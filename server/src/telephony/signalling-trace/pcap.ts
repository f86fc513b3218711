// A call's signalling as a capture file that Wireshark opens: classic pcap, Ethernet, IP, UDP. Messages that
// came over streams are shown as datagrams too; their Via says what they came over.
import { isIPv6 } from "node:net";
import { addressBytes, endpointsOf } from "./wire-address.ts";
import type { OwnAddress, TracedCall, TracedMessage } from "./traced-call.ts";

const magicMicroseconds = 0xa1b2c3d4;
const ethernetLink = 1;
const snapshotLength = 0x4_0000;
const [ipv4Type, ipv6Type] = [0x0800, 0x86dd];
const udp = 17;
const hopLimit = 64;
/** Locally administered addresses (IEEE 802 §8.4): no card has them. */
const [peerMac, ownMac] = [Buffer.from("020000000001", "hex"), Buffer.from("020000000002", "hex")];
/** The length fields of IPv4 and UDP have 16 bits. */
const mostPayloadBytes = 0xffff - 20 - 8;

export function writePcap({ messages, own }: Pick<TracedCall, "messages" | "own">): Buffer {
  return Buffer.concat([fileHeading(), ...messages.map((message) => record(message, own))]);
}

function fileHeading(): Buffer {
  const heading = Buffer.alloc(24);
  heading.writeUInt32LE(magicMicroseconds, 0);
  heading.writeUInt16LE(2, 4);
  heading.writeUInt16LE(4, 6);
  heading.writeUInt32LE(snapshotLength, 16);
  heading.writeUInt32LE(ethernetLink, 20);
  return heading;
}

function record(message: TracedMessage, own: OwnAddress): Buffer {
  const packet = frame(message, own);
  const heading = Buffer.alloc(16);
  heading.writeUInt32LE(Math.floor(message.at / 1000), 0);
  heading.writeUInt32LE((message.at % 1000) * 1000, 4);
  heading.writeUInt32LE(packet.length, 8);
  heading.writeUInt32LE(packet.length, 12);
  return Buffer.concat([heading, packet]);
}

function frame(message: TracedMessage, own: OwnAddress): Buffer {
  const { from, to } = endpointsOf(message, own);
  const addresses = [addressBytes(from.address), addressBytes(to.address)] as const;
  const payload = Buffer.from(message.text).subarray(0, mostPayloadBytes);
  const six = isIPv6(from.address);
  const datagram = udpDatagram(addresses, [from.port, to.port], payload);
  const macs = message.direction === "in" ? [ownMac, peerMac] : [peerMac, ownMac];
  const type = Buffer.alloc(2);
  type.writeUInt16BE(six ? ipv6Type : ipv4Type);
  return Buffer.concat([
    ...macs,
    type,
    (six ? ipv6Heading : ipv4Heading)(addresses, datagram.length),
    datagram,
  ]);
}

type Addresses = readonly [from: Buffer, to: Buffer];

/** RFC 791 §3.1. */
function ipv4Heading(addresses: Addresses, length: number): Buffer {
  const heading = Buffer.alloc(12);
  heading[0] = 0x45;
  heading.writeUInt16BE(20 + length, 2);
  heading.writeUInt16BE(0x4000, 6); // don't fragment
  heading[8] = hopLimit;
  heading[9] = udp;
  const whole = Buffer.concat([heading, ...addresses]);
  whole.writeUInt16BE(checksum([whole]), 10);
  return whole;
}

/** RFC 8200 §3. */
function ipv6Heading(addresses: Addresses, length: number): Buffer {
  const heading = Buffer.alloc(8);
  heading[0] = 0x60;
  heading.writeUInt16BE(length, 4);
  heading[6] = udp;
  heading[7] = hopLimit;
  return Buffer.concat([heading, ...addresses]);
}

/** RFC 768, with the checksum over the pseudo-header (RFC 8200 §8.1 for IPv6). */
function udpDatagram(
  addresses: Addresses,
  [fromPort, toPort]: readonly [number, number],
  payload: Buffer,
): Buffer {
  const heading = Buffer.alloc(8);
  heading.writeUInt16BE(fromPort, 0);
  heading.writeUInt16BE(toPort, 2);
  heading.writeUInt16BE(8 + payload.length, 4);
  const pseudo = Buffer.alloc(4);
  pseudo.writeUInt16BE(8 + payload.length, 0);
  pseudo.writeUInt16BE(udp, 2);
  // Zero would mean that there is none.
  heading.writeUInt16BE(checksum([...addresses, pseudo, heading, payload]) || 0xffff, 6);
  return Buffer.concat([heading, payload]);
}

/** The Internet checksum (RFC 1071); all parts but the last have an even length. */
function checksum(parts: readonly Buffer[]): number {
  let sum = 0;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 2) sum += ((part[at] as number) << 8) | (part[at + 1] ?? 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}
