// How this node appears in TLS: the names it answers to, its own certificate, and what is logged about certificates.
import { hostname } from "node:os";
import { createSelfSignedCertificate } from "@tandem/media/control";
import type { CertificateNotice, CertificatePair } from "#platform/certificates";
import type { Logger } from "#platform/logging";

/** What people type into a browser or a phone to reach this machine. */
export function ownNames(publicAddress: string): readonly string[] {
  return [...new Set([publicAddress, hostname().toLowerCase(), "localhost", "127.0.0.1", "::1"])];
}

/** A certificate that names this machine; nobody vouches for it, and it says so. */
export function issueSelfSigned(
  names: readonly string[],
  { from, until }: { from: number; until: number },
): CertificatePair {
  const { certificateDer, privateKey } = createSelfSignedCertificate({
    commonName: "Tandem (self-signed)",
    names,
    notBeforeMs: from,
    notAfterMs: until,
  });
  const lines = Buffer.from(certificateDer)
    .toString("base64")
    .replace(/.{1,64}/g, "$&\n");
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

/** A certificate's end is a warning while there is time, and an error once browsers refuse it. */
export function tellCertificateNotice(log: Logger, notice: CertificateNotice): void {
  switch (notice.kind) {
    case "expiring":
      if (notice.level === "expired") log.error(notice, "a certificate has expired");
      else log.warn(notice, `a certificate expires within ${notice.level} days`);
      return;
    case "unusable":
      return log.warn(notice, "a certificate cannot be used; the one before stays in use");
    case "self-signed-made":
      return log.info(notice, "a self-signed certificate was made");
    case "loaded":
      return log.info(notice, "certificates loaded");
    default:
      return notice satisfies never;
  }
}
