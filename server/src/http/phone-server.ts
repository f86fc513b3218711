// Under which name and port phones reach this system: as whoever asks reached it themselves.
import { isIPv6 } from "node:net";

export type PhoneServerOptions = {
  readonly sipPort: number;
  readonly sipsPort: number;
  readonly httpsPort: number;
  /** Whether phones can trust a certificate of this node: one that it did not sign itself. */
  readonly hasTrustedCertificate: () => boolean;
  /** When a request names no host. */
  readonly ownAddress: string;
};

/** The port of https:// without one. */
const defaultHttpsPort = 443;

export class PhoneServer {
  readonly #options: PhoneServerOptions;

  constructor(options: PhoneServerOptions) {
    this.#options = options;
  }

  /** Where a phone registers. TLS only with a certificate that a phone accepts without being told. */
  sip(headers: Headers): { host: string; port: number; transport: "udp" | "tls" } {
    const { sipPort, sipsPort, hasTrustedCertificate } = this.#options;
    const host = this.#hostOf(headers);
    return hasTrustedCertificate() && sipsPort !== 0
      ? { host, port: sipsPort, transport: "tls" }
      : { host, port: sipPort, transport: "udp" };
  }

  /** The beginning of the addresses that phones fetch from, without a slash at the end. */
  webBase({ headers, isSecure }: { readonly headers: Headers; readonly isSecure: boolean }): string {
    const { httpsPort, hasTrustedCertificate } = this.#options;
    if (hasTrustedCertificate() && httpsPort !== 0) {
      return `https://${this.#inUrl(headers)}${httpsPort === defaultHttpsPort ? "" : `:${httpsPort}`}`;
    }
    const port = URL.parse(`http://${headers.get("Host") ?? ""}`)?.port;
    return `${isSecure ? "https" : "http"}://${this.#inUrl(headers)}${port ? `:${port}` : ""}`;
  }

  #inUrl(headers: Headers): string {
    const host = this.#hostOf(headers);
    return isIPv6(host) ? `[${host}]` : host;
  }

  /** Without port and brackets. A phone's localhost is the phone: whoever sits at this machine means its address. */
  #hostOf(headers: Headers): string {
    const host = URL.parse(`http://${headers.get("Host") ?? ""}`)?.hostname.replace(/^\[|\]$/g, "");
    return host && !/^(?:localhost|127\..*|::1)$/.test(host) ? host : this.#options.ownAddress;
  }
}
