// The Replaces header (RFC 3891), alone or embedded in a Refer-To URI, and that URI's other parts (RFC 3515 §2.1).
import { parseNameAddress } from "./name-address.ts";
import type { NameAddress } from "./name-address.ts";
import { isToken, splitOutsideQuotes } from "./lexical.ts";
import type { HeaderList } from "./message.ts";
import { parseParameters } from "./parameters.ts";

/** Names a dialog as its receiver sees it: `toTag` is the receiver's own tag. */
export type Replaces = {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  /** Only an unanswered dialog may be replaced (§3). */
  readonly earlyOnly: boolean;
};

/** Reads a Replaces value; undefined when malformed: both tags once, the Call-ID in its grammar. */
export function parseReplaces(value: string): Replaces | undefined {
  const callId = splitOutsideQuotes(value, ";")[0] as string;
  const params = parseParameters(value.trimStart().slice(callId.length));
  const [toTag, fromTag] = [params?.get("to-tag"), params?.get("from-tag")];
  if (!/^[^\s,;]+$/.test(callId) || params === undefined || !toTag || !fromTag) return undefined;
  return { callId, toTag, fromTag, earlyOnly: params.has("early-only") };
}

export function writeReplaces({ callId, toTag, fromTag, earlyOnly }: Replaces): string {
  return `${callId};to-tag=${toTag};from-tag=${fromTag}${earlyOnly ? ";early-only" : ""}`;
}

/** What a REFER asks for. */
export type ReferTarget = {
  /** Where to send the request: the URI of Refer-To without method and embedded headers. */
  readonly uri: string;
  readonly address: NameAddress;
  /** "INVITE" when left out. */
  readonly method: string;
  /** The dialog the new call shall replace: the second half of an attended transfer. */
  readonly replaces: Replaces | undefined;
  /** Other headers embedded in the URI, decoded. Whoever sends the call decides which of them to trust. */
  readonly headers: HeaderList;
};

/** Reads a Refer-To value; undefined when malformed, or when an embedded Replaces is. */
export function parseReferTo(value: string): ReferTarget | undefined {
  const address = parseNameAddress(value);
  if (address === undefined) return undefined;
  const method = address.parsedUri.params.get("method") ?? "INVITE";
  const embedded = readEmbeddedHeaders(address.parsedUri.headers);
  if (embedded === undefined || !isToken(method)) return undefined;
  const isReplaces = ([name]: readonly [string, string]) => name.toLowerCase() === "replaces";
  const values = embedded.filter(isReplaces).map(([, text]) => parseReplaces(text));
  if (values.length > 1 || (values.length === 1 && values[0] === undefined)) return undefined;
  const headers = embedded.filter((field) => !isReplaces(field));
  const uri = withoutMethod(address.uri.split("?", 1)[0] as string);
  return { uri, address, method: method.toUpperCase(), replaces: values[0], headers };
}

/** `<uri?Replaces=…>` for a Refer-To header; without a dialog to replace just `<uri>`. */
export function writeReferTo(uri: string, replaces: Replaces | undefined): string {
  const embedded = replaces === undefined ? "" : `?Replaces=${encodeURIComponent(writeReplaces(replaces))}`;
  return `<${uri.replace(/[\s<>"]/g, "")}${embedded}>`;
}

function withoutMethod(uri: string): string {
  return uri.replace(/;method=[^;?]*/i, "");
}

function readEmbeddedHeaders(text: string | undefined): [string, string][] | undefined {
  if (text === undefined || text === "") return [];
  const headers: [string, string][] = [];
  for (const part of text.split("&")) {
    const equals = part.indexOf("=");
    if (equals <= 0) return undefined;
    try {
      headers.push([decodeURIComponent(part.slice(0, equals)), decodeURIComponent(part.slice(equals + 1))]);
    } catch {
      return undefined; // escapes that are no UTF-8
    }
  }
  return headers;
}
