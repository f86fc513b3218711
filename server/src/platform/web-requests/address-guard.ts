// Which addresses our requests may lead to: none of one's own network, unless the operator allows it.
import { BlockList, isIP } from "node:net";

/** RFC 6890, RFC 4193, RFC 4291: what is not the open internet, with ways of IPv6 to write an IPv4 address. */
const ownRanges = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/3",
  "::/96",
  "64:ff9b::/96",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
];

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const own = listOf(ownRanges);

/** Whether we may connect to an address for a tenant. `allowed`: ranges of one's own network that are wanted. */
export function addressGuard(allowed: readonly string[]): (address: string) => boolean {
  const wanted = listOf(allowed);
  return (address) => {
    const family = isIP(address);
    if (family === 0) return false;
    const name = family === 6 ? "ipv6" : "ipv4";
    return wanted.check(address, name) || !own.check(address, name);
  };
}
