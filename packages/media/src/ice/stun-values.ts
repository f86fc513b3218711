// Owns the values inside STUN attributes: mapped addresses, error codes and attribute lists.
import { isIPv4, isIPv6 } from "node:net";
import { MAGIC_COOKIE } from "./stun-message.ts";

export type TransportAddress = { readonly address: string; readonly port: number };

const FAMILY_IPV4 = 1;
const FAMILY_IPV6 = 2;
const IPV4_MAPPED_PREFIX = "::ffff:";

/** The value of XOR-MAPPED-ADDRESS (RFC 8489 §14.2). Throws when `address` is no IP address, which is a bug. */
export function xorMappedAddress(from: TransportAddress, transactionId: Uint8Array): Uint8Array {
  const octets = addressOctets(from.address);
  const value = new Uint8Array(4 + octets.length);
  const view = new DataView(value.buffer);
  view.setUint8(1, octets.length === 4 ? FAMILY_IPV4 : FAMILY_IPV6);
  view.setUint16(2, from.port ^ (MAGIC_COOKIE >>> 16));
  const mask = xorMask(transactionId);
  for (const [index, octet] of octets.entries()) value[4 + index] = octet ^ (mask[index] ?? 0);
  return value;
}

/** The value of ERROR-CODE (RFC 8489 §14.8): class, number, and a reason phrase for people. */
export function errorCode(code: number, reason: string): Uint8Array {
  return new Uint8Array([0, 0, Math.floor(code / 100), code % 100, ...new TextEncoder().encode(reason)]);
}

/** The value of UNKNOWN-ATTRIBUTES (RFC 8489 §14.13). */
export function unknownAttributes(types: readonly number[]): Uint8Array {
  return new Uint8Array(types.flatMap((type) => [type >>> 8, type & 0xff]));
}

/** An IPv6 address is masked with the cookie and the transaction id, an IPv4 one with the cookie alone (§14.2). */
function xorMask(transactionId: Uint8Array): Uint8Array {
  const mask = new Uint8Array(16);
  new DataView(mask.buffer).setUint32(0, MAGIC_COOKIE);
  mask.set(transactionId, 4);
  return mask;
}

/** 4 or 16 octets. A dual-stack socket names an IPv4 peer "::ffff:a.b.c.d": that peer wants to read IPv4. */
function addressOctets(address: string): readonly number[] {
  const withoutZone = address.split("%", 1)[0] ?? "";
  const lower = withoutZone.toLowerCase();
  const plain = lower.startsWith(IPV4_MAPPED_PREFIX) ? lower.slice(IPV4_MAPPED_PREFIX.length) : lower;
  if (isIPv4(plain)) return plain.split(".").map(Number);
  if (isIPv6(lower)) return ipv6Octets(lower);
  throw new Error("not an IP address");
}

function ipv6Octets(address: string): readonly number[] {
  const [head = "", tail] = address.split("::");
  const leading = ipv6Groups(head);
  const trailing = tail === undefined ? [] : ipv6Groups(tail);
  const zeros = new Uint8Array(16 - leading.length - trailing.length);
  return [...leading, ...zeros, ...trailing];
}

/** Colon-separated groups as octets; the last one may be dotted (RFC 4291 §2.2). */
function ipv6Groups(text: string): readonly number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (group.includes(".")) return group.split(".").map(Number);
    const value = Number.parseInt(group, 16);
    return [value >>> 8, value & 0xff];
  });
}
