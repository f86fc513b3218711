// How this user agent names itself: Via sent-by, Contact, User-Agent, and what it can do.
import { encodeUser, writeHost } from "../message/index.ts";
import type { HeaderList } from "../message/index.ts";
import { isWebSocket } from "../transport/index.ts";
import type { SipTransport } from "../transport/index.ts";

export const allowedMethods =
  "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, SUBSCRIBE, NOTIFY, REGISTER";
/** Extensions that a peer may require of us: RFC 3262, 4028, 3891, 4488. */
export const supportedExtensions: ReadonlySet<string> = new Set([
  "100rel",
  "timer",
  "replaces",
  "norefersub",
]);
const supported = [...supportedExtensions].join(", ");
export const acceptedBody = "application/sdp";

export type LocalIdentity = {
  sentBy(transport: SipTransport): string;
  /**
   * Contact header value; `user` is the user part of our URI. `secure` for a request or dialog of "sips" URIs:
   * its Contact has to be one (RFC 3261 §8.1.1.8, §12.1.1).
   */
  contact(transport: SipTransport, user: string | undefined, secure?: boolean): string;
  /** Headers of every request that opens or changes a call, and of its success responses. */
  capabilities(): HeaderList;
  readonly userAgent: string;
};

/** `port` is asked each time: it is known once the user agent listens, and TLS has its own. */
export function localIdentity(
  advertisedAddress: string,
  userAgent: string,
  port: (transport: SipTransport) => number | undefined,
): LocalIdentity {
  const sentBy = (transport: SipTransport) => {
    const known = port(transport);
    return known === undefined ? writeHost(advertisedAddress) : `${writeHost(advertisedAddress)}:${known}`;
  };
  return {
    sentBy,
    contact(transport, user, secure = false) {
      const userPart = user === undefined || user === "" ? "" : `${encodeUser(user)}@`;
      const reach = secure && !isWebSocket({ transport }) ? "tls" : transport;
      return `<${secure ? "sips" : "sip"}:${userPart}${sentBy(reach)}${parameterFor(reach, secure)}>`;
    },
    capabilities: () => [
      ["Allow", allowedMethods],
      ["Supported", supported],
    ],
    userAgent,
  };
}

/** RFC 7118 §5: "ws" also over TLS. In a sips URI, TLS is understood (RFC 5630 §3.1.3). */
function parameterFor(transport: SipTransport, secure: boolean): string {
  if (transport === "udp" || (transport === "tls" && secure)) return "";
  return `;transport=${isWebSocket({ transport }) ? "ws" : transport}`;
}

/** Whether a URI, or an address with one, is of the scheme "sips". */
export function isSecureUri(text: string): boolean {
  return /^(?:[^<]*<)?sips:/i.test(text);
}
