// The one place where IPv4-mapped addresses of dual-stack sockets become IPv4 addresses, and back.
import { isIPv4, isIPv6 } from "node:net";

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** An address as a dual-stack socket reports it, IPv4-mapped ones as IPv4 (RFC 4291 §2.5.5.2). */
export function plainAddress(address: string): string {
  return mapped.exec(address)?.[1] ?? address;
}

/** The address as a socket of this family takes it; undefined when it cannot reach it. */
export function addressFor(family: "udp4" | "udp6", address: string): string | undefined {
  if (family === "udp6") return isIPv4(address) ? `::ffff:${address}` : address;
  return isIPv6(address) ? undefined : address;
}
