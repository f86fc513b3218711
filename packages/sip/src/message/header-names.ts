// Header names: compact forms, comparison keys, and which headers may appear once.
import { KnownSpellings } from "./known-spellings.ts";
import type { KnownName } from "./known-spellings.ts";

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

/** Headers whose grammar allows one value per message, each with a bit: a second one makes it ambiguous. */
export const singleValuedHeaders: ReadonlyMap<string, number> = new Map(
  [
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
  ].map((key, index) => [key, 1 << index]),
);

/** The spelling most senders use, for the headers most messages have: other names take the slow way. */
const usualSpellings = [
  "Accept",
  "Allow",
  "Allow-Events",
  "Authorization",
  "CSeq",
  "Call-ID",
  "Contact",
  "Content-Encoding",
  "Content-Length",
  "Content-Type",
  "Date",
  "Event",
  "Expires",
  "From",
  "Max-Forwards",
  "Min-Expires",
  "Min-SE",
  "P-Asserted-Identity",
  "Path",
  "Privacy",
  "Proxy-Authorization",
  "Proxy-Require",
  "RAck",
  "RSeq",
  "Reason",
  "Record-Route",
  "Refer-To",
  "Referred-By",
  "Replaces",
  "Require",
  "Route",
  "Server",
  "Session-Expires",
  "Subscription-State",
  "Supported",
  "Timestamp",
  "To",
  "User-Agent",
  "User-to-User",
  "Via",
  "WWW-Authenticate",
];

const knownNames = new KnownSpellings([
  ...usualSpellings.map((spelling) => ({ spelling, meaning: spelling.toLowerCase() })),
  ...usualSpellings.map((spelling) => ({
    spelling: spelling.toLowerCase(),
    meaning: spelling.toLowerCase(),
  })),
  ...Object.entries(compactForms).map(([spelling, meaning]) => ({ spelling, meaning })),
]);

/** The usual header name that is exactly `text[start, end)`, which spares checking its grammar. */
export function knownHeader(text: string, start: number, end: number): KnownName | undefined {
  return knownNames.find(text, start, end);
}

/** The lower-case long form by which headers compare: "V", "via" and "Via" are all "via". */
export function headerKey(name: string): string {
  const known = knownNames.find(name, 0, name.length);
  if (known !== undefined) return known.meaning;
  const lower = name.toLowerCase();
  return Object.hasOwn(compactForms, lower) ? (compactForms[lower] as string) : lower;
}
