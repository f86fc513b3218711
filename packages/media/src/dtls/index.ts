// Door of DTLS: the server of one association, and the identity it shows.
export { DtlsServer } from "./dtls-server.ts";
export type { DtlsEffect, DtlsServerOptions } from "./dtls-server.ts";
export type { Fingerprint, FingerprintAlgorithm } from "./fingerprint.ts";
export { createDtlsIdentity } from "./identity.ts";
export type { DtlsIdentity } from "./identity.ts";
export { createSelfSignedCertificate } from "./self-signed.ts";
export type { SelfSignedCertificate, SelfSignedOptions } from "./self-signed.ts";
export type { DtlsSrtpKeys } from "./key-schedule.ts";
export { parseRecords } from "./record-layer.ts";
