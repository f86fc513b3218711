// How this user agent names itself: Via sent-by, Contact, User-Agent, and what it can do.
import { encodeUser, writeHost } from "../message/index.ts";
import type { HeaderList } from "../message/index.ts";
import type { SipTransport } from "../transport/index.ts";

export const allowedMethods = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, REGISTER";
export const acceptedBody = "application/sdp";

export type LocalIdentity = {
  sentBy(transport: SipTransport): string;
  /** Contact header value; `user` is the user part of our URI. */
  contact(transport: SipTransport, user: string | undefined): string;
  /** Headers of every request that opens or changes a call, and of its success responses. */
  capabilities(): HeaderList;
  readonly userAgent: string;
};

/** `port` is asked each time: it is known once the user agent listens. */
export function localIdentity(
  advertisedAddress: string,
  userAgent: string,
  port: () => number | undefined,
): LocalIdentity {
  const sentBy = () => {
    const known = port();
    return known === undefined ? writeHost(advertisedAddress) : `${writeHost(advertisedAddress)}:${known}`;
  };
  return {
    sentBy,
    contact(transport, user) {
      const userPart = user === undefined || user === "" ? "" : `${encodeUser(user)}@`;
      return `<sip:${userPart}${sentBy()}${transport === "udp" ? "" : `;transport=${transport}`}>`;
    },
    capabilities: () => [["Allow", allowedMethods]],
    userAgent,
  };
}
