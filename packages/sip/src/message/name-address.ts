// From, To, Contact, Route, Record-Route: an address with an optional display name (RFC 3261 §20.10).
import { endOfQuoted, isToken, quoted, unquote } from "./lexical.ts";
import { noParameters, parseParameters, writeParameters } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";
import { parseUri } from "./uri.ts";
import type { SipUri } from "./uri.ts";

export type NameAddress = {
  readonly displayName: string | undefined;
  /** The URI as text. */
  readonly uri: string;
  readonly parsedUri: SipUri;
  /** Percent-decoded user part of the URI. */
  readonly user: string | undefined;
  readonly host: string;
  /** Parameters of the header (tag, expires, …), not of the URI. */
  readonly params: Parameters;
};

/** Reads one name-addr or addr-spec with its header parameters; undefined when malformed. */
export function parseNameAddress(value: string): NameAddress | undefined {
  const text = value.trim();
  let displayName: string | undefined;
  let open: number;
  if (text.startsWith('"')) {
    const end = endOfQuoted(text, 0);
    open = end < 0 ? -1 : text.indexOf("<", end);
    if (open < 0 || text.slice(end, open).trim() !== "") return undefined;
    displayName = unquote(text.slice(0, end));
  } else {
    open = text.indexOf("<");
    if (open < 0) return parseBareAddress(text);
    const words = text.slice(0, open).trim();
    if (words !== "" && !words.split(/\s+/).every(isToken)) return undefined;
    displayName = words === "" ? undefined : words;
  }
  const close = text.indexOf(">", open);
  if (close < 0) return undefined;
  return assemble(displayName, text.slice(open + 1, close), parseParameters(text, close + 1));
}

/** addr-spec: its own ";" begin header parameters, and "," or "?" would have needed brackets (§20.10). */
function parseBareAddress(text: string): NameAddress | undefined {
  const semicolon = text.indexOf(";");
  const uri = (semicolon < 0 ? text : text.slice(0, semicolon)).trimEnd();
  if (/[,?]/.test(uri)) return undefined;
  return assemble(undefined, uri, semicolon < 0 ? noParameters : parseParameters(text, semicolon));
}

function assemble(
  displayName: string | undefined,
  uri: string,
  params: Parameters | undefined,
): NameAddress | undefined {
  const parsedUri = parseUri(uri);
  if (parsedUri === undefined || params === undefined) return undefined;
  return { displayName, uri, parsedUri, user: parsedUri.user, host: parsedUri.host, params };
}

/** Writes `"Name" <uri>;params`. Characters that could end the URI or the line are dropped. */
export function writeNameAddress(address: {
  displayName?: string | undefined;
  uri: string;
  params?: Parameters;
}): string {
  const name = address.displayName === undefined ? "" : `${quoted(address.displayName)} `;
  return `${name}<${address.uri.replace(/[\s<>"]/g, "")}>${writeParameters(address.params ?? new Map())}`;
}
