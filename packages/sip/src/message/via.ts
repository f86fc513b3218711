// The Via header (RFC 3261 §20.42), with `received` (§18.2.1) and `rport` (RFC 3581).
import { charClass, endOfClass, hasAt, skipSpace } from "./lexical.ts";
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
const protocolPattern = /^SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*/i;
/** How everybody writes it. */
const usualProtocol = "SIP/2.0/";
const openBracket = 0x5b;
const colon = 0x3a;

/** The magic cookie and at least one character more (RFC 3261 §8.1.1.7; RFC 4475 §3.2.1 for the bare cookie). */
const branchCookie = "z9hG4bK";

/** Reads one Via value; undefined when malformed. */
export function parseVia(value: string): Via | undefined {
  const text = value.trim();
  const start = hasAt(text, 0, usualProtocol)
    ? usualProtocol.length
    : (protocolPattern.exec(text)?.[0].length ?? 0);
  const transportEnd = endOfClass(text, start, text.length, charClass.token);
  const hostStart = skipSpace(text, transportEnd);
  if (start === 0 || transportEnd === start || hostStart === transportEnd) return undefined;
  const isBracketed = text.charCodeAt(hostStart) === openBracket;
  const hostEnd = isBracketed
    ? text.indexOf("]", hostStart) + 1
    : endOfClass(text, hostStart, text.length, charClass.host);
  const host = parseHost(text.slice(hostStart, hostEnd));
  let index = skipSpace(text, hostEnd);
  let port: number | undefined;
  if (text.charCodeAt(index) === colon) {
    const portStart = skipSpace(text, index + 1);
    index = endOfClass(text, portStart, text.length, charClass.digit);
    port = parsePort(text.slice(portStart, index));
    if (port === undefined) return undefined;
  }
  const params = parseParameters(text, index);
  if (host === undefined || params === undefined) return undefined;
  return { transport: text.slice(start, transportEnd).toUpperCase(), host, port, params };
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
