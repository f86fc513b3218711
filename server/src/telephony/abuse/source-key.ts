// What counts as one source: an IPv4 address, or the /64 of an IPv6 address, which is one customer's whole network.

/** An IPv4 address is a 32-bit number, which takes a third of the memory of its text; a /64 is its four groups. */
export type SourceKey = number | string;

/** `address` as the transport writes it: IPv4, or IPv6 without brackets and never IPv4-mapped. */
export function sourceKey(address: string): SourceKey {
  return address.includes(":") ? ipv6Network(address) : ipv4Number(address);
}

/** The key for people: "203.0.113.9" or "2001:db8:1:2::/64". */
export function describeSource(key: SourceKey): string {
  if (typeof key === "string") return key;
  return [24, 16, 8, 0].map((shift) => (key >>> shift) & 0xff).join(".");
}

function ipv4Number(address: string): number {
  let number = 0;
  let octet = 0;
  for (let index = 0; index < address.length; index++) {
    const code = address.charCodeAt(index);
    if (code === 0x2e) {
      number = (number << 8) | octet;
      octet = 0;
    } else octet = octet * 10 + (code - 0x30);
  }
  return (number << 8) | octet;
}

/** The first four groups; "::" stands for as many zeros as are missing (RFC 4291 §2.2). */
function ipv6Network(address: string): string {
  const plain = address.split("%", 1)[0] as string;
  const [head = "", tail] = plain.split("::");
  const leading = groupsOf(head);
  const trailing = tail === undefined ? [] : groupsOf(tail);
  const zeros = Array.from({ length: Math.max(8 - leading.length - trailing.length, 0) }, () => "0");
  const groups = tail === undefined ? leading : [...leading, ...zeros, ...trailing];
  const network = groups.slice(0, 4).map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""));
  return `${network.join(":")}::/64`;
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":");
}
