// The answer to a STUN binding request on the SIP port: the keep-alive of UDP flows (RFC 5626 §4.4.2, RFC 8489).
import { isIPv4 } from "node:net";

const headerBytes = 20;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const magicCookie = 0x2112a442;
const xorMappedAddress = 0x0020;
const familyIpv4 = 1;
const familyIpv6 = 2;

/** Whether a datagram is STUN and no SIP: its first two bits are 0, which no SIP message's are (RFC 8489 §5). */
export function isStun(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && (bytes[0] as number) < 0x40 && bytes.readUInt32BE(4) === magicCookie;
}

/** The binding response with the sender's address as we see it; undefined for any other STUN message. */
export function answerBinding(bytes: Buffer, peer: { address: string; port: number }): Buffer | undefined {
  if (bytes.readUInt16BE(0) !== bindingRequest || bytes.readUInt16BE(2) !== bytes.length - headerBytes)
    return undefined;
  const address = addressBytes(peer.address);
  const attributeBytes = 4 + address.length;
  const response = Buffer.alloc(headerBytes + 4 + attributeBytes);
  response.writeUInt16BE(bindingSuccess, 0);
  response.writeUInt16BE(4 + attributeBytes, 2);
  bytes.copy(response, 4, 4, headerBytes); // cookie and transaction id
  response.writeUInt16BE(xorMappedAddress, headerBytes);
  response.writeUInt16BE(attributeBytes, headerBytes + 2);
  response.writeUInt8(address.length === 4 ? familyIpv4 : familyIpv6, headerBytes + 5);
  response.writeUInt16BE(peer.port ^ (magicCookie >>> 16), headerBytes + 6);
  // RFC 8489 §14.2: XOR with the cookie, for IPv6 with cookie and transaction id.
  for (const [index, byte] of address.entries())
    response.writeUInt8(byte ^ (bytes[4 + index] as number), headerBytes + 8 + index);
  return response;
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = (address.split("%")[0] as string).split("::");
  const groupsOf = (text: string) => (text === "" ? [] : text.split(":").flatMap(readGroup));
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => 0);
  const bytes = Buffer.alloc(16);
  for (const [index, group] of [...front, ...zeros, ...back].entries()) bytes.writeUInt16BE(group, index * 2);
  return bytes;
}

/** One group of hexadecimal digits, or the IPv4 form of the last two. */
function readGroup(text: string): number[] {
  if (!text.includes(".")) return [Number.parseInt(text, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
  return [a * 256 + b, c * 256 + d];
}
