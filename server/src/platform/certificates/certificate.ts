// One certificate with its key: what it names, until when it holds, and whether the two belong together. Pure.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIPv6 } from "node:net";
import { createSecureContext } from "node:tls";
import type { SecureContext } from "node:tls";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";

/** PEM texts; `certificate` may be a chain, its own certificate first. */
export type CertificatePair = { readonly certificate: string; readonly key: string };

export type Certificate = {
  readonly pair: CertificatePair;
  /** Host names, which may be wildcards, and addresses; lower case. */
  readonly names: readonly string[];
  /** Who signed it, as a person reads it. */
  readonly issuer: string;
  readonly isSelfSigned: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly notAfter: number;
  /** SHA-256; tells two certificates apart. */
  readonly fingerprint: string;
  readonly context: SecureContext;
};

export type CertificateError = {
  /** Not PEM, a key for another certificate, a key with a pass phrase, a key too weak for TLS. */
  readonly kind: "unusable-certificate";
  readonly message: string;
};

/** Older versions have known attacks (RFC 8996). */
export const minVersion = "TLSv1.2";

export function readCertificate(pair: CertificatePair): Result<Certificate, CertificateError> {
  try {
    const certificate = new X509Certificate(pair.certificate);
    if (!certificate.checkPrivateKey(createPrivateKey(pair.key)))
      return unusable("the key belongs to another certificate");
    const context = createSecureContext({ cert: pair.certificate, key: pair.key, minVersion });
    return ok({
      pair,
      names: namesOf(certificate),
      issuer: issuerOf(certificate),
      isSelfSigned: certificate.checkIssued(certificate),
      notAfter: certificate.validToDate.getTime(),
      fingerprint: certificate.fingerprint256,
      context,
    });
  } catch (error) {
    // Only OpenSSL's words reach this place: they name the fault and never the key.
    return unusable(error instanceof Error ? error.message : String(error));
  }
}

function unusable(message: string): Result<never, CertificateError> {
  return err({ kind: "unusable-certificate", message });
}

/** subjectAltName, or the common name of certificates older than that. */
function namesOf(certificate: X509Certificate): readonly string[] {
  const entries = (certificate.subjectAltName ?? "").split(", ");
  const names = entries.flatMap((entry) => /^(?:DNS|IP Address):([^"]+)$/.exec(entry)?.[1] ?? []);
  if (names.length > 0) return names.map(plainName);
  return [lineOf(certificate.subject, "CN")?.toLowerCase() ?? []].flat();
}

/** Lower case; IPv6 addresses in their short form, which Node writes out. */
function plainName(name: string): string {
  return isIPv6(name) ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase();
}

function issuerOf({ issuer }: X509Certificate): string {
  return lineOf(issuer, "O") ?? lineOf(issuer, "CN") ?? issuer.replaceAll("\n", ", ");
}

/** One attribute of a distinguished name as Node writes it: a line each. */
function lineOf(distinguishedName: string, attribute: string): string | undefined {
  const line = distinguishedName.split("\n").find((each) => each.startsWith(`${attribute}=`));
  // A comma in a name is escaped (RFC 4514 §2.4).
  return line?.slice(attribute.length + 1).replace(/\\(.)/g, "$1");
}

/** Whether it stands for `host`: by its full name, or by a wildcard for its first label (RFC 9525 §6.3). */
export function standsFor({ names }: Certificate, host: string): "exactly" | "by-wildcard" | "not" {
  const wanted = plainName(host);
  if (names.includes(wanted)) return "exactly";
  const dot = wanted.indexOf(".");
  return dot > 0 && names.includes(`*${wanted.slice(dot)}`) ? "by-wildcard" : "not";
}
