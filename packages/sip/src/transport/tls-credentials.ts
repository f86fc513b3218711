// What TLS takes from outside: the certificates we show, and those we accept from a peer.
import type { SecureContextOptions, TlsOptions } from "node:tls";

/** Our certificates. Asked again for each handshake by name, and told to servers when they change. */
export type TlsCredentials = {
  /** For a server: the certificate for clients that name no host, and the choice by name (SNI). */
  serverOptions(): TlsOptions;
  /** Certificate and key that we show when a peer we connect to asks for ours. */
  clientOptions(): Pick<SecureContextOptions, "cert" | "key">;
  /** Tells when the certificates changed; the returned function stops that. */
  onChange(listener: () => void): () => void;
};

/** What a peer's certificate must be beyond naming its domain. */
export type TlsTrust = {
  /** Certificates in PEM that are accepted as authorities besides the public ones. */
  readonly authorities?: readonly string[] | undefined;
  /** Accept "*.example.com" for "sip.example.com", which RFC 5922 §7.2 forbids and many carriers use. */
  readonly acceptsWildcards?: boolean | undefined;
};

/** Older versions have known attacks (RFC 8996). */
export const minTlsVersion = "TLSv1.2";
