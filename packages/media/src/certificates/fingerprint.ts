// Owns certificate fingerprints as SDP carries them (RFC 8122 §5).
import { createHash } from "node:crypto";

export type FingerprintAlgorithm = "sha-256" | "sha-384" | "sha-512";

/** `value` is upper-case hexadecimal pairs with colons between them. */
export type Fingerprint = { readonly algorithm: FingerprintAlgorithm; readonly value: string };

const HASH_NAMES = { "sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512" } as const;

/** The fingerprint of a certificate in DER. */
export function fingerprintOf(certificateDer: Uint8Array, algorithm: FingerprintAlgorithm): Fingerprint {
  const hex = createHash(HASH_NAMES[algorithm]).update(certificateDer).digest("hex").toUpperCase();
  return { algorithm, value: hex.match(/../g)?.join(":") ?? "" };
}

/** Whether the certificate is the one announced; upper and lower case are the same. */
export function matchesFingerprint(certificateDer: Uint8Array, expected: Fingerprint): boolean {
  return fingerprintOf(certificateDer, expected.algorithm).value === expected.value.toUpperCase();
}
