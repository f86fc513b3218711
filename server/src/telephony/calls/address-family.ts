// IPv4 or IPv6: what a leg's sound travels over.

export type AddressFamily = "ipv4" | "ipv6";

/** Of an address in text. */
export function familyOf(address: string): AddressFamily {
  return address.includes(":") ? "ipv6" : "ipv4";
}
