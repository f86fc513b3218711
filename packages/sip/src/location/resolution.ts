// From a SIP URI to the destinations to try, in order (RFC 3263 §4). Pure: DNS answers and chance are inputs.
//
// | state     | waiting for                                            | left by                              |
// |-----------|--------------------------------------------------------|--------------------------------------|
// | naptr     | which transports the domain offers, in its order       | records: services; none: services    |
// | services  | the servers of each transport (SRV)                    | records or none: addresses           |
// | addresses | the addresses of each server                           | done, failed                         |
// | done      | nothing                                                |                                      |
// | failed    | nothing                                                |                                      |
import { isIP } from "node:net";
import type { SipUri } from "../message/index.ts";
import { defaultPort } from "../transport/index.ts";
import type { SipTarget } from "../transport/index.ts";
import type { NaptrRecord, SrvRecord } from "./dns.ts";
import { orderNaptr, orderServices } from "./service-order.ts";

/** Transports over which we can reach somebody who did not reach us first. */
export type OutgoingTransport = "udp" | "tcp" | "tls";

export type ServiceQuestion = { readonly transport: OutgoingTransport; readonly name: string };
export type Host = { readonly transport: OutgoingTransport; readonly host: string; readonly port: number };

export type LocateError =
  /** No sip or sips URI with a host. */
  | { readonly kind: "bad-uri" }
  /** The URI wants a transport that we cannot open a connection with, such as WebSocket, or sips over UDP. */
  | { readonly kind: "unsupported-transport" }
  /** DNS knows no such name. */
  | { readonly kind: "unknown-host" }
  /** No name server answered. */
  | { readonly kind: "dns-unavailable" };

export type Resolution =
  | { readonly name: "naptr"; readonly domain: string; readonly isSecure: boolean }
  | {
      readonly name: "services";
      readonly domain: string;
      readonly isSecure: boolean;
      readonly wanted: OutgoingTransport | undefined;
      readonly questions: readonly ServiceQuestion[];
    }
  | { readonly name: "addresses"; readonly domain: string; readonly hosts: readonly Host[] }
  | { readonly name: "done"; readonly targets: readonly SipTarget[] }
  | { readonly name: "failed"; readonly error: LocateError };

export type ServiceAnswer = { readonly transport: OutgoingTransport; readonly records: readonly SrvRecord[] };

/** A caller waits while destinations are tried: more than these are not. */
const maxTargets = 8;
/** Our own order where the domain states none: what carriers prefer, encryption where only that is offered. */
const preference: readonly OutgoingTransport[] = ["udp", "tcp", "tls"];
/** NAPTR services (RFC 3263 §4.1, RFC 3263 §8) by what they mean. */
const naptrServices: Readonly<Record<string, OutgoingTransport>> = {
  "SIP+D2U": "udp",
  "SIP+D2T": "tcp",
  "SIPS+D2T": "tls",
};

export function startResolution(uri: SipUri): Resolution {
  const isSecure = uri.scheme === "sips";
  const domain = uri.params.get("maddr")?.toLowerCase() ?? uri.host;
  if ((uri.scheme !== "sip" && !isSecure) || domain === "") return failed("bad-uri");
  const wanted = wantedTransport(uri, isSecure);
  if (wanted === "unsupported") return failed("unsupported-transport");
  const isAddress = isIP(domain) !== 0;
  if (isAddress || uri.port !== undefined) {
    const transport = wanted ?? (isSecure ? "tls" : "udp");
    const host = { transport, host: domain, port: uri.port ?? defaultPort(transport) };
    if (!isAddress) return { name: "addresses", domain, hosts: [host] };
    const { port } = host;
    // The certificate has to name what the URI names, also when maddr leads elsewhere.
    return {
      name: "done",
      targets: [{ transport, address: domain, port, ...domainFor(transport, uri.host) }],
    };
  }
  if (wanted === undefined) return { name: "naptr", domain, isSecure };
  return { name: "services", domain, isSecure, wanted, questions: [serviceQuestion(wanted, domain)] };
}

/** The transport parameter; for sips, TCP means TLS (RFC 3261 §26.2.2, RFC 5630 §3.1.3). */
function wantedTransport(uri: SipUri, isSecure: boolean): OutgoingTransport | undefined | "unsupported" {
  const name = uri.params.get("transport")?.toLowerCase();
  if (name === undefined) return undefined;
  if (isSecure) return name === "tcp" || name === "tls" ? "tls" : "unsupported";
  return name === "udp" || name === "tcp" || name === "tls" ? name : "unsupported";
}

function serviceQuestion(transport: OutgoingTransport, domain: string): ServiceQuestion {
  const prefix = { udp: "_sip._udp", tcp: "_sip._tcp", tls: "_sips._tcp" }[transport];
  return { transport, name: `${prefix}.${domain}` };
}

/** The domain's own choice of transports; without one, ours (RFC 3263 §4.1). */
export function takeNaptr(
  { domain, isSecure }: Extract<Resolution, { name: "naptr" }>,
  records: readonly NaptrRecord[],
): Resolution {
  const stated = orderNaptr(records).flatMap(({ service, flags, replacement }) => {
    const transport = naptrServices[service.toUpperCase()];
    if (transport === undefined || flags.toLowerCase() !== "s" || (isSecure && transport !== "tls"))
      return [];
    return [{ transport, name: replacement }];
  });
  const ours = preference
    .filter((transport) => !isSecure || transport === "tls")
    .map((transport) => serviceQuestion(transport, domain));
  const questions = stated.length > 0 ? stated : ours;
  return { name: "services", domain, isSecure, wanted: undefined, questions };
}

/** The servers of each transport in turn; without any, the domain is the server (RFC 3263 §4.2). */
export function takeServices(
  state: Extract<Resolution, { name: "services" }>,
  answers: readonly ServiceAnswer[],
  random: () => number,
): Resolution {
  const { domain, isSecure, wanted } = state;
  const found = answers.flatMap(({ transport, records }) =>
    orderServices(records, random).map(({ host, port }) => ({ transport, host: host.toLowerCase(), port })),
  );
  if (found.length === 0) {
    const transport = wanted ?? (isSecure ? "tls" : "udp");
    return { name: "addresses", domain, hosts: [{ transport, host: domain, port: defaultPort(transport) }] };
  }
  // "." says that the service is decidedly not there (RFC 2782).
  const hosts = found.filter(({ host }) => host !== "" && host !== ".");
  return hosts.length === 0 ? failed("unknown-host") : { name: "addresses", domain, hosts };
}

/** `addressesOf` gives the addresses of a host; undefined when no name server answered. */
export function takeAddresses(
  { domain, hosts }: Extract<Resolution, { name: "addresses" }>,
  addressesOf: (host: string) => readonly string[] | undefined,
): Resolution {
  const targets = hosts.flatMap(({ transport, host, port }) =>
    (addressesOf(host) ?? []).map((address) => ({
      transport,
      address,
      port,
      ...domainFor(transport, domain),
    })),
  );
  if (targets.length > 0) return { name: "done", targets: targets.slice(0, maxTargets) };
  return failed(
    hosts.some(({ host }) => addressesOf(host) === undefined) ? "dns-unavailable" : "unknown-host",
  );
}

/** RFC 5922 §4: the certificate names the domain that was asked for, not the server that DNS gave. */
function domainFor(transport: OutgoingTransport, domain: string): { domain?: string } {
  return transport === "tls" ? { domain } : {};
}

function failed(kind: LocateError["kind"]): Resolution {
  return { name: "failed", error: { kind } };
}
