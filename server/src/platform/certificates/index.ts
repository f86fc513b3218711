// Door of certificates: the certificates that this node shows, reloaded when their files change.
export { CertificateStore } from "./certificate-store.ts";
export type { CertificateNotice } from "./certificate-store.ts";
export type { CertificatePair } from "./certificate.ts";
