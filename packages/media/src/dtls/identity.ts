// Owns the certificate and key that this side shows in every DTLS handshake.
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import {
  der,
  derBitString,
  derInteger,
  derObjectIdentifier,
  derSequence,
  derSet,
  derTime,
  derUtf8,
} from "./der.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Fingerprint } from "./fingerprint.ts";

/** Can be posted to a worker thread as it is. The fingerprint goes into our session description. */
export type DtlsIdentity = {
  readonly certificateDer: Uint8Array;
  readonly privateKey: KeyObject;
  readonly fingerprint: Fingerprint;
};

/** ecdsa-with-SHA256 (RFC 5758 §3.2) and commonName (RFC 5280 appendix A). */
const ECDSA_WITH_SHA256 = "06082a8648ce3d040302";
const COMMON_NAME = "0603550403";
/** version [0] EXPLICIT, with 2 for X.509 v3 (RFC 5280 §4.1). */
const VERSION_TAG = 0xa0;
const VERSION_3 = 2;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Browsers check the fingerprint and not the dates; for others a clock that is a day off should still be fine. */
const VALID_BEFORE_MS = DAY_MS;
const VALID_AFTER_MS = 3650 * DAY_MS;

/**
 * A new P-256 key with a self-signed certificate. One per process start is usual; it names nobody.
 * `nowMs` dates the certificate.
 */
export function createDtlsIdentity({ nowMs = Date.now() }: { nowMs?: number } = {}): DtlsIdentity {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = derSequence(derObjectIdentifier(ECDSA_WITH_SHA256));
  const name = derSequence(derSet(derSequence(derObjectIdentifier(COMMON_NAME), derUtf8("tandem"))));
  // A positive number without a leading zero byte.
  const [head = 0, ...rest] = randomBytes(16);
  const toBeSigned = derSequence(
    der(VERSION_TAG, derInteger(VERSION_3)),
    derInteger((head & 0x3f) | 0x40, ...rest),
    algorithm,
    name,
    derSequence(derTime(nowMs - VALID_BEFORE_MS), derTime(nowMs + VALID_AFTER_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const certificateDer = Uint8Array.from(derSequence(toBeSigned, algorithm, derBitString(signature)));
  return { certificateDer, privateKey, fingerprint: fingerprintOf(certificateDer, "sha-256") };
}
