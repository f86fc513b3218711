// Header names: compact forms, comparison keys, and which headers may appear once.

import { isToken } from "./lexical.ts";

/** Compact forms of RFC 3261 §7.3.3 and the extensions that registered one. */
const compactForms: Readonly<Record<string, string>> = {
  a: "accept-contact",
  b: "referred-by",
  c: "content-type",
  d: "request-disposition",
  e: "content-encoding",
  f: "from",
  i: "call-id",
  j: "reject-contact",
  k: "supported",
  l: "content-length",
  m: "contact",
  n: "identity-info",
  o: "event",
  r: "refer-to",
  s: "subject",
  t: "to",
  u: "allow-events",
  v: "via",
  x: "session-expires",
  y: "identity",
};

/** Headers whose grammar allows one value per message: a second one makes the message ambiguous. */
export const singleValuedHeaders: ReadonlySet<string> = new Set([
  "call-id",
  "content-disposition",
  "content-length",
  "content-type",
  "cseq",
  "date",
  "expires",
  "from",
  "max-forwards",
  "min-expires",
  "to",
]);

/** Names seen on the wire are few; past this many distinct spellings someone is inventing them. */
const maxRememberedSpellings = 512;
const keysBySpelling = new Map<string, string>();

/** The key of a name seen before, which spares checking its grammar again. */
export function knownHeaderKey(name: string): string | undefined {
  return keysBySpelling.get(name);
}

/** The lower-case long form by which headers compare: "V", "via" and "Via" are all "via". */
export function headerKey(name: string): string {
  const known = keysBySpelling.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  const key = Object.hasOwn(compactForms, lower) ? (compactForms[lower] as string) : lower;
  const isRemembered = keysBySpelling.size < maxRememberedSpellings && name.length <= 32 && isToken(name);
  if (isRemembered) keysBySpelling.set(name, key);
  return key;
}
