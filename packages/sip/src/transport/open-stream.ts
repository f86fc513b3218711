// Opens a TCP or TLS connection to a peer, and for TLS proves that the peer speaks for the domain looked up.
import type { Clock } from "@tandem/kernel";
import { connect, isIP } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls, rootCertificates } from "node:tls";
import { whyNotOf } from "./peer-certificate.ts";
import { minTlsVersion } from "./tls-credentials.ts";
import type { TlsCredentials } from "./tls-credentials.ts";
import type { SipTarget } from "./transport.ts";

export type OpenStreamOptions = {
  readonly target: SipTarget;
  /** What we show when the peer asks for a certificate. */
  readonly credentials: TlsCredentials | undefined;
  readonly connectMs: number;
  readonly clock: Clock;
  /** The peer's certificate is not good, and why. */
  onUntrusted(reason: string): void;
};

/** A socket that connects: what is written before waits; it closes when there is no connection in time. */
export function openStream(options: OpenStreamOptions): Socket {
  const { target, connectMs, clock } = options;
  const isTls = target.transport === "tls";
  const socket = isTls ? openTls(options) : connect({ host: target.address, port: target.port });
  const stopWaiting = clock.after(connectMs, () => socket.destroy());
  socket.once(isTls ? "secureConnect" : "connect", stopWaiting);
  socket.once("close", stopWaiting);
  return socket;
}

function openTls({ target, credentials, onUntrusted }: OpenStreamOptions): Socket {
  const domain = target.domain ?? target.address;
  const authorities = target.trust?.authorities;
  const socket = connectTls({
    host: target.address,
    port: target.port,
    minVersion: minTlsVersion,
    ...credentials?.clientOptions(),
    ...(authorities !== undefined && { ca: [...rootCertificates, ...authorities] }),
    // RFC 6066 §3: the name we look for, never an address.
    ...(isIP(domain) === 0 && { servername: domain }),
    checkServerIdentity: (_host, certificate) => {
      const reason = whyNotOf(domain, certificate, target.trust);
      return reason === undefined ? undefined : new Error(reason);
    },
  });
  socket.on("error", (error) => {
    if (!socket.authorized && !isSystemError(error)) onUntrusted(error.message);
  });
  return socket;
}

/** Refused, reset, unreachable: nothing that a certificate would cure. */
function isSystemError(error: Error): boolean {
  return "syscall" in error || ("code" in error && error.code === "ECONNRESET");
}
