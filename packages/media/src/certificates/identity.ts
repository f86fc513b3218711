// Owns the certificate and key that this side shows in every DTLS handshake.
import type { KeyObject } from "node:crypto";
import { fingerprintOf } from "./fingerprint.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { createSelfSignedCertificate } from "./self-signed.ts";

/** Can be posted to a worker thread as it is. The fingerprint goes into our session description. */
export type DtlsIdentity = {
  readonly certificateDer: Uint8Array;
  readonly privateKey: KeyObject;
  readonly fingerprint: Fingerprint;
};

const DAY_MS = 24 * 60 * 60 * 1000;
/** Browsers check the fingerprint and not the dates; for others a clock that is a day off should still be fine. */
const VALID_BEFORE_MS = DAY_MS;
const VALID_AFTER_MS = 3650 * DAY_MS;

/**
 * A new P-256 key with a self-signed certificate. One per process start is usual; it names nobody.
 * `nowMs` dates the certificate.
 */
export function createDtlsIdentity({ nowMs = Date.now() }: { nowMs?: number } = {}): DtlsIdentity {
  const { certificateDer, privateKey } = createSelfSignedCertificate({
    commonName: "tandem",
    notBeforeMs: nowMs - VALID_BEFORE_MS,
    notAfterMs: nowMs + VALID_AFTER_MS,
  });
  return { certificateDer, privateKey, fingerprint: fingerprintOf(certificateDer, "sha-256") };
}
