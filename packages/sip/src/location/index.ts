// Door of location/: where a request for a URI goes (RFC 3263).
export { cachedDns } from "./dns-cache.ts";
export { nodeDns } from "./dns.ts";
export type { Dns, DnsAnswer, NaptrRecord, SrvRecord } from "./dns.ts";
export { Locator } from "./locator.ts";
export type { Located, Target } from "./locator.ts";
