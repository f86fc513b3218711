// What finding a peer asks of DNS: the port, and the shell over node:dns.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { lookup, Resolver } from "node:dns/promises";

/** RFC 3403 §4.1. */
export type NaptrRecord = {
  readonly order: number;
  readonly preference: number;
  /** Such as "SIP+D2U". */
  readonly service: string;
  /** "s": `replacement` is the name of SRV records. */
  readonly flags: string;
  readonly replacement: string;
};

/** RFC 2782. */
export type SrvRecord = {
  readonly priority: number;
  readonly weight: number;
  readonly host: string;
  readonly port: number;
};

/** No records are an empty answer; "unavailable" when no server answered. */
export type DnsAnswer<T> = Result<readonly T[], { readonly kind: "unavailable" }>;

export type Dns = {
  naptr(name: string): Promise<DnsAnswer<NaptrRecord>>;
  srv(name: string): Promise<DnsAnswer<SrvRecord>>;
  /** IPv4 addresses first: sound is IPv4 only. */
  addresses(host: string): Promise<DnsAnswer<string>>;
};

/** A caller waits meanwhile: two tries within the 4 s that one destination gets. */
const timeoutMs = 1_500;
const tries = 2;
/** Answers that say there are no such records. */
const noneCodes: ReadonlySet<unknown> = new Set(["ENOTFOUND", "ENODATA", "EBADNAME"]);

/** Asks the name servers of this machine, or `servers` ("192.0.2.53", "[2001:db8::53]:5353"). */
export function nodeDns(servers?: readonly string[]): Dns {
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers !== undefined) resolver.setServers(servers);
  return {
    naptr: (name) => ask(resolver.resolveNaptr(name)),
    srv: async (name) => {
      const answer = await ask(resolver.resolveSrv(name));
      return answer.ok
        ? ok(answer.value.map(({ name: host, port, priority, weight }) => ({ host, port, priority, weight })))
        : answer;
    },
    addresses: async (host) => {
      const [four, six] = await Promise.all([ask(resolver.resolve4(host)), ask(resolver.resolve6(host))]);
      const found = [...(four.ok ? four.value : []), ...(six.ok ? six.value : [])];
      if (found.length > 0) return ok(found);
      const local = await fromHostsFile(host);
      return local.length > 0 || four.ok || six.ok ? ok(local) : four;
    },
  };
}

async function ask<T>(answer: Promise<readonly T[]>): Promise<DnsAnswer<T>> {
  try {
    return ok(await answer);
  } catch (error) {
    return noneCodes.has((error as NodeJS.ErrnoException).code) ? ok([]) : err({ kind: "unavailable" });
  }
}

/** Names that only this machine knows ("localhost", a container's neighbours); the resolver above reads no hosts file. */
async function fromHostsFile(host: string): Promise<readonly string[]> {
  try {
    return (await lookup(host, { all: true, order: "ipv4first" })).map(({ address }) => address);
  } catch {
    return [];
  }
}
