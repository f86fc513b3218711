// Where requests in a dialog go when its route set or the peer's Contact says so.
import { isIP } from "node:net";
import type { Target } from "../location/index.ts";
import { writeHost } from "../message/index.ts";
import type { SipUri } from "../message/index.ts";
import { defaultPort, isSipTransport, transportOf } from "../transport/index.ts";
import type { Destination } from "../transport/index.ts";

/** The next hop as something to locate; `reached` is where the peer was reached until now. */
export function nextHopTarget(nextHop: SipUri, reached: Destination): Target {
  const { scheme, host, port, params } = nextHop;
  const former = "flow" in reached ? undefined : reached;
  const transport = transportFor(nextHop, reached);
  if (former?.transport === "tls" && isIP(host) !== 0 && (transport === "tls" || scheme === "sips")) {
    // Certificates name domains: the one that the peer proved stands for the addresses it gives as well.
    const domain = former.domain ?? former.address;
    return { transport: "tls", address: host, port: port ?? defaultPort("tls"), domain, trust: former.trust };
  }
  const portPart = port === undefined ? "" : `:${port}`;
  const transportPart = transport === undefined ? "" : `;transport=${transport}`;
  const maddr = params.get("maddr");
  const maddrPart = maddr === undefined ? "" : `;maddr=${maddr}`;
  const uri = `${scheme}:${writeHost(host)}${portPart}${transportPart}${maddrPart}`;
  return { uri, ...(former?.trust !== undefined && { trust: former.trust }) };
}

/** A peer that came over a stream and names no transport means that stream: many leave the parameter out. */
function transportFor({ scheme, params }: SipUri, reached: Destination): string | undefined {
  const wanted = params.get("transport")?.toLowerCase();
  if (wanted !== undefined) return isSipTransport(wanted) ? wanted : undefined;
  const former = transportOf(reached);
  return scheme === "sip" && (former === "tcp" || former === "tls") ? former : undefined;
}
