// A DNS that answers what a test says, and notes what it was asked.
import { err, ok } from "@tandem/kernel";
import type { Dns, DnsAnswer, NaptrRecord, SrvRecord } from "../location/index.ts";

export type Zone = {
  readonly naptr?: Readonly<Record<string, readonly NaptrRecord[]>>;
  readonly srv?: Readonly<Record<string, readonly SrvRecord[]>>;
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
};

export class FakeDns implements Dns {
  /** Such as "srv _sip._udp.example.com", in order. */
  readonly asked: string[] = [];
  /** No name server answers. */
  isDown = false;
  readonly #zone: Zone;

  constructor(zone: Zone = {}) {
    this.#zone = zone;
  }

  naptr(name: string): Promise<DnsAnswer<NaptrRecord>> {
    return this.#answer(`naptr ${name}`, this.#zone.naptr?.[name]);
  }

  srv(name: string): Promise<DnsAnswer<SrvRecord>> {
    return this.#answer(`srv ${name}`, this.#zone.srv?.[name]);
  }

  addresses(host: string): Promise<DnsAnswer<string>> {
    return this.#answer(`address ${host}`, this.#zone.addresses?.[host]);
  }

  #answer<T>(question: string, records: readonly T[] = []): Promise<DnsAnswer<T>> {
    this.asked.push(question);
    return Promise.resolve(this.isDown ? err({ kind: "unavailable" }) : ok(records));
  }
}
