// How requests of a trunk are sent: to its outbound proxy when it has one, with our name and password. Pure.
import type { Credentials, HeaderList, Target } from "@tandem/sip";
import { knownServerAddress } from "./server-address.ts";
import type { Trunk } from "./trunk.ts";

export type TrunkRoute = {
  readonly to: Target;
  readonly transport: "udp" | "tcp" | "tls";
  readonly headers: HeaderList;
};

/**
 * Where a request for a server goes, and the Route that leads through the proxy (RFC 3261 §8.1.2). A name is looked
 * up for each request as RFC 3263 says: its servers, transports and addresses may change.
 */
export function routeTo(serverUri: string, outboundProxy: string | null): TrunkRoute {
  const next = outboundProxy ?? serverUri;
  const { transport, hostPort } = knownServerAddress(next);
  const to = { uri: /^sips?:/i.test(next) ? next : `sip:${next}` };
  if (outboundProxy === null) return { to, transport, headers: [] };
  const transportParameter = transport === "udp" ? "" : `;transport=${transport}`;
  return { to, transport, headers: [["Route", `<sip:${hostPort}${transportParameter};lr>`]] };
}

export function credentialsOf({ username, password }: Trunk): Credentials | undefined {
  return username !== null && password.kind === "known" ? { username, password: password.text } : undefined;
}

/** Our domain at the carrier; at a peer that does not know us by name, our own address. */
export function domainAt({ registration }: Pick<Trunk, "registration">, ownAddress: string): string {
  if (registration) return knownServerAddress(registration.domain).hostPort;
  return ownAddress.includes(":") ? `[${ownAddress}]` : ownAddress;
}
