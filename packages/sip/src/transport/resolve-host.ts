// Host name to address, for destinations that are given as name and port. URIs are found by location/.
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

/** The first address of `host`, itself when it is a literal; undefined when the name does not resolve. */
export async function resolveHost(host: string): Promise<string | undefined> {
  if (isIP(host) !== 0) return host;
  try {
    return (await lookup(host, { order: "ipv4first" })).address;
  } catch {
    return undefined;
  }
}
