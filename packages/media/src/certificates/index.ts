// Door of certificates: those we make ourselves, their fingerprints, and the identity that DTLS shows.
export { fingerprintOf, matchesFingerprint } from "./fingerprint.ts";
export type { Fingerprint, FingerprintAlgorithm } from "./fingerprint.ts";
export { createDtlsIdentity } from "./identity.ts";
export type { DtlsIdentity } from "./identity.ts";
export { createSelfSignedCertificate } from "./self-signed.ts";
export type { SelfSignedCertificate, SelfSignedOptions } from "./self-signed.ts";
