// One SIP message as a HEP3 packet, the form in which Homer takes it (HEP/EEP, revision 36).
import { isIPv6 } from "node:net";
import { addressBytes, endpointsOf } from "./wire-address.ts";
import type { OwnAddress, TracedMessage } from "./traced-call.ts";

export type HepMessage = Omit<TracedMessage, "leg"> & {
  readonly own: OwnAddress;
  /** What Homer puts together: our call's id, or the SIP Call-ID of what is no call. */
  readonly correlationId: string;
};

/** Types of the generic chunks (vendor 0x0000). */
const chunk = {
  ipFamily: 0x01,
  ipProtocol: 0x02,
  sourceV4: 0x03,
  destinationV4: 0x04,
  sourceV6: 0x05,
  destinationV6: 0x06,
  sourcePort: 0x07,
  destinationPort: 0x08,
  seconds: 0x09,
  microseconds: 0x0a,
  protocolType: 0x0b,
  captureId: 0x0c,
  payload: 0x0f,
  correlationId: 0x11,
} as const;
const [ipv4Family, ipv6Family] = [2, 10];
const [tcpProtocol, udpProtocol] = [6, 17];
const sipProtocolType = 1;

/** `captureId` tells Homer which node it comes from. */
export function encodeHep3(message: HepMessage, captureId: number): Buffer {
  const { from, to } = endpointsOf(message, message.own);
  const six = isIPv6(from.address);
  const chunks = [
    uint8(chunk.ipFamily, six ? ipv6Family : ipv4Family),
    uint8(chunk.ipProtocol, message.transport === "udp" ? udpProtocol : tcpProtocol),
    bytes(six ? chunk.sourceV6 : chunk.sourceV4, addressBytes(from.address)),
    bytes(six ? chunk.destinationV6 : chunk.destinationV4, addressBytes(to.address)),
    uint16(chunk.sourcePort, from.port),
    uint16(chunk.destinationPort, to.port),
    uint32(chunk.seconds, Math.floor(message.at / 1000)),
    uint32(chunk.microseconds, (message.at % 1000) * 1000),
    uint8(chunk.protocolType, sipProtocolType),
    uint32(chunk.captureId, captureId),
    bytes(chunk.correlationId, Buffer.from(message.correlationId)),
    bytes(chunk.payload, Buffer.from(message.text)),
  ];
  const heading = Buffer.from("HEP3\0\0");
  const packet = Buffer.concat([heading, ...chunks]);
  // A packet above 65,535 bytes goes into no datagram either: the forwarder turns it away.
  packet.writeUInt16BE(Math.min(packet.length, 0xffff), 4);
  return packet;
}

/** Vendor 0, type, length with these six bytes, content. */
function bytes(type: number, content: Buffer): Buffer {
  const heading = Buffer.alloc(6);
  heading.writeUInt16BE(type, 2);
  heading.writeUInt16BE(Math.min(content.length + 6, 0xffff), 4);
  return Buffer.concat([heading, content]);
}

function uint8(type: number, value: number): Buffer {
  return bytes(type, Buffer.from([value]));
}

function uint16(type: number, value: number): Buffer {
  const content = Buffer.alloc(2);
  content.writeUInt16BE(value);
  return bytes(type, content);
}

function uint32(type: number, value: number): Buffer {
  const content = Buffer.alloc(4);
  content.writeUInt32BE(value);
  return bytes(type, content);
}
