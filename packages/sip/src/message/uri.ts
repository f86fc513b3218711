// SIP, SIPS and TEL URIs (RFC 3261 §19.1, RFC 3966); other schemes are kept as opaque text.
import { isIPv6 } from "node:net";
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

const schemePattern = /^([A-Za-z][A-Za-z0-9+.-]*):/;
/** userinfo of RFC 3261 §25.1, plus "#", which phones put into feature codes unescaped. */
const userInfoPattern = /^(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/#:]|%[0-9A-Fa-f]{2})+$/;
const hostNamePattern = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/;
const parameterPattern = /^(?:[A-Za-z0-9\-_.!~*'()[\]/:&+$]|%[0-9A-Fa-f]{2})+$/;
const opaquePattern = /^[^\s<>"]+$/;

/** Reads a URI of any scheme; undefined when its own grammar is violated. */
export function parseUri(text: string): SipUri | undefined {
  const schemeMatch = schemePattern.exec(text);
  if (schemeMatch === null) return undefined;
  const scheme = (schemeMatch[1] as string).toLowerCase();
  const rest = text.slice(schemeMatch[0].length);
  if (scheme === "sip" || scheme === "sips") return parseSip(text, scheme, rest);
  if (!opaquePattern.test(rest)) return undefined;
  const uri = { text, scheme, host: "", port: undefined, headers: undefined };
  if (scheme !== "tel") return { ...uri, user: undefined, params: noParameters };
  const [number = "", ...parameters] = rest.split(";");
  const params = readParameters(parameters);
  return params && { ...uri, user: number, params };
}

function parseSip(text: string, scheme: string, rest: string): SipUri | undefined {
  const at = rest.indexOf("@");
  const userInfo = at < 0 ? undefined : rest.slice(0, at);
  if (userInfo !== undefined && !userInfoPattern.test(userInfo)) return undefined;
  const [, hostText, portText, parameterText, headers] =
    /^(\[[^\]]*\]|[^:;?]*)(?::([^;?]*))?(?:;([^?]*))?(?:\?(.*))?$/s.exec(rest.slice(at + 1)) ?? [];
  const host = parseHost(hostText ?? "");
  const port = parsePort(portText);
  const params = parameterText === undefined ? noParameters : readParameters(parameterText.split(";"));
  if (host === undefined || port === "invalid" || params === undefined) return undefined;
  if (headers !== undefined && !opaquePattern.test(headers)) return undefined;
  const user = userInfo === undefined ? undefined : decodePercent(userInfo.split(":", 1)[0] as string);
  return { text, scheme, user, host, port, params, headers };
}

/** A host name, IPv4 address or bracketed IPv6 literal; lower case, without brackets; undefined when none. */
export function parseHost(text: string): string | undefined {
  if (text.startsWith("[")) {
    // RFC 5118 §4.10: the grammar of RFC 3261 wrote "::" before an IPv4 part with three colons.
    const address = text.slice(1, -1).replace(/:::(?=\d+\.)/, "::");
    return text.endsWith("]") && isIPv6(address) ? address.toLowerCase() : undefined;
  }
  return hostNamePattern.test(text) ? text.toLowerCase() : undefined;
}

/** A port number, undefined when absent, "invalid" when out of range. */
export function parsePort(text: string | undefined): number | undefined | "invalid" {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port > 0 && port <= 65_535 ? port : "invalid";
}

function readParameters(items: readonly string[]): Parameters | undefined {
  const parameters = new Map<string, string>();
  for (const item of items) {
    const equals = item.indexOf("=");
    const name = equals < 0 ? item : item.slice(0, equals);
    const value = equals < 0 ? "" : item.slice(equals + 1);
    if (!parameterPattern.test(name) || (equals >= 0 && value !== "" && !parameterPattern.test(value)))
      return undefined;
    parameters.set(decodePercent(name).toLowerCase(), decodePercent(value));
  }
  return parameters;
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
