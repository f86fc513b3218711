// Remembers DNS answers for some seconds, so that a busy trunk asks once. node:dns tells no time to live.
import type { Clock } from "@tandem/kernel";
import type { Dns, DnsAnswer } from "./dns.ts";

/** Short enough that a carrier's failover by DNS counts soon. */
const keepMs = 30_000;
/** No records, or no answer: asked again soon, but not by every call. */
const keepNothingMs = 5_000;
/** Names come from peers as well: the memory they can take is bounded. */
const maxEntries = 5_000;

type Entry = { readonly answer: Promise<DnsAnswer<unknown>>; until: number };

/** Questions asked at the same time share one answer. */
export function cachedDns(dns: Dns, clock: Clock): Dns {
  const entries = new Map<string, Entry>();
  const remember = <T>(key: string, ask: () => Promise<DnsAnswer<T>>): Promise<DnsAnswer<T>> => {
    const known = entries.get(key);
    if (known !== undefined && known.until > clock.now()) return known.answer as Promise<DnsAnswer<T>>;
    const answer = ask();
    const entry: Entry = { answer, until: clock.now() + keepMs };
    entries.delete(key);
    entries.set(key, entry);
    const oldest = entries.size > maxEntries ? entries.keys().next().value : undefined;
    if (oldest !== undefined) entries.delete(oldest);
    void answer.then((found) => {
      const isNothing = !found.ok || found.value.length === 0;
      entry.until = clock.now() + (isNothing ? keepNothingMs : keepMs);
    });
    return answer;
  };
  return {
    naptr: (name) => remember(`naptr ${name}`, () => dns.naptr(name)),
    srv: (name) => remember(`srv ${name}`, () => dns.srv(name)),
    addresses: (host) => remember(`address ${host}`, () => dns.addresses(host)),
  };
}
