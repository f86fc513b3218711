// Whether a peer's certificate speaks for a SIP domain (RFC 5922 §7). Pure.
import { isIP, isIPv6 } from "node:net";
import type { PeerCertificate } from "node:tls";
import type { TlsTrust } from "./tls-credentials.ts";

/** The names of a certificate that count for SIP. */
type CertificateNames = {
  readonly uris: readonly string[];
  readonly hosts: readonly string[];
  addresses: readonly string[];
};

/**
 * Undefined when the certificate names `domain`, else what is wrong, in words. The identities are URIs "sip:domain" of subjectAltName; without any,
 * its DNS names (§7.1); for an address, its IP names. Names match as a whole: wildcards only when `trust` says so (§7.2).
 */
export function whyNotOf(
  domain: string,
  certificate: Pick<PeerCertificate, "subject" | "subjectaltname">,
  trust: TlsTrust | undefined,
): string | undefined {
  const names = namesOf(certificate);
  const wanted = isIP(domain) === 0 ? domain.toLowerCase() : canonicalAddress(domain);
  const found = isIP(domain) === 0 ? domainsOf(names) : names.addresses.map(canonicalAddress);
  if (found.some((name) => matches(name, wanted, trust?.acceptsWildcards === true))) return undefined;
  const shown = found.length === 0 ? "nobody that counts for SIP" : found.join(", ");
  return `the certificate does not name ${domain}, it names ${shown}`;
}

function namesOf({
  subject,
  subjectaltname,
}: Pick<PeerCertificate, "subject" | "subjectaltname">): CertificateNames {
  // An entry with a comma is quoted by Node; no host, address or SIP domain has one, so it matches nothing.
  const entries = (subjectaltname ?? "").split(", ");
  const after = (prefix: string) =>
    entries
      .filter((entry) => entry.startsWith(prefix))
      .map((entry) => entry.slice(prefix.length).toLowerCase());
  const commonName = subject?.CN;
  return {
    uris: after("URI:"),
    // The subject counts only when there is no subjectAltName at all (§7.1 step 3).
    hosts: subjectaltname ? after("DNS:") : [commonName ?? []].flat().map((name) => name.toLowerCase()),
    addresses: after("IP Address:"),
  };
}

/** A SIP URI with a user part speaks for that user only, and "sips" is no identity of a domain (§7.1 step 1). */
function domainsOf({ uris, hosts }: CertificateNames): readonly string[] {
  const sipUris = uris.filter((uri) => uri.startsWith("sip:"));
  if (sipUris.length === 0) return hosts;
  return sipUris.map((uri) => uri.slice("sip:".length)).filter((host) => !host.includes("@"));
}

function matches(name: string, wanted: string, acceptsWildcards: boolean): boolean {
  if (name === wanted) return true;
  if (!acceptsWildcards || !name.startsWith("*.")) return false;
  const dot = wanted.indexOf(".");
  return dot > 0 && wanted.slice(dot) === name.slice(1);
}

/** Node writes "0:0:0:0:0:0:0:1" for "::1". */
function canonicalAddress(address: string): string {
  return isIPv6(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
