// SIP, SIPS and TEL URIs (RFC 3261 §19.1, RFC 3966); other schemes are kept as opaque text.
import { isIPv6 } from "node:net";
import {
  charClass,
  endOfClass,
  endOfEscapedClass,
  hasAt,
  lowerCase,
  parseBoundedInteger,
} from "./lexical.ts";
import { noParameters } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";

export type SipUri = {
  /** Exactly as received. */
  readonly text: string;
  /** Lower case: "sip", "sips", "tel", … */
  readonly scheme: string;
  /** Percent-decoded user part; for `tel:` the number. */
  readonly user: string | undefined;
  /** Lower case, IPv6 without brackets; "" when the scheme has no host. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: Parameters;
  /** What follows "?", undecoded. */
  readonly headers: string | undefined;
};

const schemePattern = /^[a-z][a-z0-9+.-]*$/;
const opaquePattern = /^[^\s<>"]+$/;
const openBracket = 0x5b;
const equals = 0x3d;
const colonCode = 0x3a;

/** Reads a URI of any scheme; undefined when its own grammar is violated. */
export function parseUri(text: string): SipUri | undefined {
  if (hasAt(text, 0, "sip:")) return parseSip(text, "sip", 4);
  const colon = text.indexOf(":");
  const scheme = text.slice(0, Math.max(colon, 0)).toLowerCase();
  if (scheme === "sip" || scheme === "sips") return parseSip(text, scheme, colon + 1);
  const rest = text.slice(colon + 1);
  if (!schemePattern.test(scheme) || !opaquePattern.test(rest)) return undefined;
  const uri = { text, scheme, host: "", port: undefined, headers: undefined };
  if (scheme !== "tel") return { ...uri, user: undefined, params: noParameters };
  const semicolon = rest.indexOf(";");
  const number = semicolon < 0 ? rest : rest.slice(0, semicolon);
  const params = semicolon < 0 ? noParameters : readParameters(rest, semicolon + 1, rest.length);
  return params && { ...uri, user: number, params };
}

/** What follows "sip:" or "sips:", from `start`: [userinfo@]host[:port][;parameters][?headers]. */
function parseSip(text: string, scheme: string, start: number): SipUri | undefined {
  const at = text.indexOf("@", start);
  let user: string | undefined;
  if (at >= 0) {
    user = parseUser(text, start, at);
    if (user === undefined) return undefined;
  }
  const hostStart = at < 0 ? start : at + 1;
  const isBracketed = text.charCodeAt(hostStart) === openBracket;
  let end = isBracketed
    ? text.indexOf("]", hostStart) + 1
    : endOfClass(text, hostStart, text.length, charClass.host);
  const hostText = text.slice(hostStart, end);
  const host = isBracketed ? parseHost(hostText) : checkEnds(hostText);
  if (host === undefined) return undefined;
  let port: number | undefined;
  if (text.charCodeAt(end) === colonCode) {
    const portStart = end + 1;
    end = endOfClass(text, portStart, text.length, charClass.digit);
    port = parsePort(text.slice(portStart, end));
    if (port === undefined) return undefined;
  }
  if (end === text.length) {
    return { text, scheme, user, host, port, params: noParameters, headers: undefined };
  }
  return parseTail({ text, scheme, user, host, port }, end);
}

/** The user of the userinfo `text[start, end)`, which may have a password behind a colon. */
function parseUser(text: string, start: number, end: number): string | undefined {
  const plainEnd = endOfClass(text, start, end, charClass.user);
  if (end === start || (plainEnd < end && endOfEscapedClass(text, plainEnd, end, charClass.user) < end))
    return undefined;
  const colon = text.indexOf(":", start);
  const user = text.slice(start, colon >= 0 && colon < end ? colon : end);
  return plainEnd < end ? decodePercent(user) : user;
}

/** Parameters and headers, which begin at `start`. */
function parseTail(uri: Omit<SipUri, "params" | "headers">, start: number): SipUri | undefined {
  const { text } = uri;
  const question = text.indexOf("?", start);
  const end = question < 0 ? text.length : question;
  let params: Parameters | undefined = noParameters;
  if (start < end) {
    if (text[start] !== ";") return undefined;
    params = readParameters(text, start + 1, end);
    if (params === undefined) return undefined;
  }
  const headers = question < 0 ? undefined : text.slice(question + 1);
  if (headers !== undefined && !opaquePattern.test(headers)) return undefined;
  return { ...uri, params, headers };
}

/** A host name, IPv4 address or bracketed IPv6 literal; lower case, without brackets; undefined when none. */
export function parseHost(text: string): string | undefined {
  if (text.charCodeAt(0) === openBracket) {
    // RFC 5118 §4.10: the grammar of RFC 3261 wrote "::" before an IPv4 part with three colons.
    const address = text.slice(1, -1).replace(/:::(?=\d+\.)/, "::");
    return text.endsWith("]") && isIPv6(address) ? address.toLowerCase() : undefined;
  }
  return endOfClass(text, 0, text.length, charClass.host) === text.length ? checkEnds(text) : undefined;
}

/** A text of host characters as a host name, which neither begins with "." or "-" nor ends with "-". */
function checkEnds(text: string): string | undefined {
  const first = text[0];
  if (first === undefined || first === "." || first === "-" || text.endsWith("-")) return undefined;
  return lowerCase(text);
}

/** A port number; undefined when it is none. */
export function parsePort(text: string): number | undefined {
  const port = text.length > 5 ? undefined : parseBoundedInteger(text, 65_535);
  return port === 0 ? undefined : port;
}

/** `name=value;flag` of `text[start, end)`. */
function readParameters(text: string, start: number, end: number): Parameters | undefined {
  const parameters = new Map<string, string>();
  let index = start;
  for (;;) {
    const nameEnd = endOfEscapedClass(text, index, end, charClass.uriParameter);
    if (nameEnd === index) return undefined;
    const name = lowerCase(decodePercent(text.slice(index, nameEnd)));
    index = nameEnd;
    let value = "";
    if (text.charCodeAt(index) === equals && index < end) {
      const valueStart = index + 1;
      index = endOfEscapedClass(text, valueStart, end, charClass.uriParameter);
      value = decodePercent(text.slice(valueStart, index));
    }
    parameters.set(name, value);
    if (index >= end) return parameters;
    if (text[index] !== ";") return undefined;
    index++;
  }
}

function decodePercent(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // not UTF-8 behind the escapes: keep what was sent
  }
}

/** `host` as it stands in a URI or Via: IPv6 in brackets. */
export function writeHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

/** Percent-encodes a user part so that `parseUri` gives it back (RFC 3261 §19.1.2). */
export function encodeUser(user: string): string {
  return encodeURIComponent(user.toWellFormed()).replace(/%(2B|24|26|3D|2C|3B|3F|2F)/g, (escape) =>
    decodeURIComponent(escape),
  );
}

/** Parameters that must be in both URIs or in neither (RFC 3261 §19.1.4). */
const matchedParameters = ["user", "ttl", "method", "maddr", "transport"];

/** Equality of RFC 3261 §19.1.4; URIs of other schemes compare as text. */
export function sameUri(a: SipUri, b: SipUri): boolean {
  if (a.text === b.text) return true;
  if (a.scheme !== b.scheme || a.host === "" || b.host === "") return false;
  if (a.user !== b.user || a.host !== b.host || a.port !== b.port) return false;
  if (matchedParameters.some((name) => a.params.has(name) !== b.params.has(name))) return false;
  for (const [name, value] of a.params) {
    const other = b.params.get(name);
    if (other !== undefined && other.toLowerCase() !== value.toLowerCase()) return false;
  }
  return (a.headers ?? "") === (b.headers ?? "");
}
