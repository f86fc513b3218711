// The Via header (RFC 3261 §20.42), with `received` (§18.2.1) and `rport` (RFC 3581).
import { parseParameters, writeParameters } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";
import { parseHost, parsePort, writeHost } from "./uri.ts";

export type Via = {
  /** As written, upper case: "UDP", "TCP", "WS", "TLS", … */
  readonly transport: string;
  /** sent-by host, lower case, IPv6 without brackets. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Parameters;
};

/** White space is allowed around every separator of sent-protocol. */
const viaPattern =
  /^SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9\-.!%*_+`'~]+)\s+(\[[^\]]*\]|[^\s:;,]+)\s*(?::\s*(\d+)\s*)?(;.*)?$/is;

/** The magic cookie and at least one character more (RFC 3261 §8.1.1.7; RFC 4475 §3.2.1 for the bare cookie). */
const branchCookie = "z9hG4bK";

/** Reads one Via value; undefined when malformed. */
export function parseVia(text: string): Via | undefined {
  const match = viaPattern.exec(text.trim());
  if (match === null) return undefined;
  const host = parseHost(match[2] as string);
  const port = parsePort(match[3]);
  const params = parseParameters(match[4] ?? "");
  if (host === undefined || port === "invalid" || params === undefined) return undefined;
  return { transport: (match[1] as string).toUpperCase(), host, port, params };
}

export function writeVia(via: Via): string {
  const port = via.port === undefined ? "" : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${writeHost(via.host)}${port}${writeParameters(via.params)}`;
}

/** The branch when it is unique by construction (RFC 3261), undefined for a peer of RFC 2543. */
export function uniqueBranch(via: Via): string | undefined {
  const branch = via.params.get("branch");
  if (branch === undefined || branch.length <= branchCookie.length) return undefined;
  return branch.slice(0, branchCookie.length).toLowerCase() === branchCookie.toLowerCase()
    ? branch
    : undefined;
}

/**
 * The Via as a server keeps it: `received` when the packet's source is not what sent-by says
 * (RFC 3261 §18.2.1), `rport` filled in when the client asked for it (RFC 3581 §4).
 */
export function stampVia(via: Via, source: { address: string; port: number }): Via {
  const wantsPort = via.params.has("rport");
  if (!wantsPort && via.host === source.address) return via;
  const params = new Map(via.params);
  if (wantsPort) params.set("rport", String(source.port));
  params.set("received", source.address);
  return { ...via, params };
}
