// Addresses as a packet has them: both of one family, as bytes.
import { isIPv4, isIPv6 } from "node:net";
import type { OwnAddress, TracedMessage } from "./traced-call.ts";

/** Stands for a host name, of which the trace knows no address. */
const unknownAddress = "0.0.0.0";

/**
 * Where a message came from and went to. Both addresses are of one family: IPv4, or IPv6 where the peer is
 * reached by it; our IPv4 address is then shown as mapped (RFC 4291 §2.5.5.2).
 */
export function endpointsOf(
  { direction, address, port }: Pick<TracedMessage, "direction" | "address" | "port">,
  own: OwnAddress,
): { from: OwnAddress; to: OwnAddress } {
  const peer = { address: plainAddress(address), port };
  const ours = { address: plainAddress(own.address), port: own.port };
  if (isIPv6(peer.address) && isIPv4(ours.address)) ours.address = `::ffff:${ours.address}`;
  if (isIPv4(peer.address) && isIPv6(ours.address)) peer.address = `::ffff:${peer.address}`;
  return direction === "in" ? { from: peer, to: ours } : { from: ours, to: peer };
}

/** Four or sixteen bytes of an IP address. */
export function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  // A URL writes an IPv6 address out in one form only: hexadecimal groups, at most one "::".
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = "", tail] = groups.split("::");
  const [front, back] = [groupsOf(head), groupsOf(tail ?? "")];
  const gap = tail === undefined ? 0 : 8 - front.length - back.length;
  const bytes = Buffer.alloc(16);
  [...front, ...Array<number>(gap).fill(0), ...back].forEach((group, at) =>
    bytes.writeUInt16BE(group, at * 2),
  );
  return bytes;
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

/** Without the mapping of a socket that serves both families, and without a zone. */
function plainAddress(address: string): string {
  const [bare = ""] = address.split("%");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare;
  return isIPv4(mapped) || isIPv6(mapped) ? mapped : unknownAddress;
}
