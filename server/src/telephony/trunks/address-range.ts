// Addresses and ranges (CIDR) that a source address is held against.
import { BlockList, isIP, isIPv6 } from "node:net";

/** Whether a text is an IP address, or a range such as 203.0.113.0/24. */
export function isUnderstoodAddress(text: string): boolean {
  return addTo(new BlockList(), text);
}

/** A matcher of the addresses that can be read; `bad` names the others. */
export function addressMatcher(texts: readonly string[]): {
  matches(address: string): boolean;
  bad: string[];
} {
  const list = new BlockList();
  const bad = texts.filter((text) => !addTo(list, text));
  return { bad, matches: (address) => list.check(address, isIPv6(address) ? "ipv6" : "ipv4") };
}

function addTo(list: BlockList, text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  if (isIP(address) === 0 || more.length > 0) return false;
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  if (prefix === undefined) list.addAddress(address, family);
  else if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === "ipv6" ? 128 : 32)) return false;
  else list.addSubnet(address, Number(prefix), family);
  return true;
}
