// Every message of RFC 4475 and RFC 5118: what parser and checks say of it, what we answer, and why.
import { readFileSync } from "node:fs";

/** Verdict of parser and checks: "valid", the status of the refusal, or "drop" for what nobody is told of. */
export type TortureVerdict = "valid" | "drop" | 400 | 416 | 501 | 505;
/** First response of a registrar that rings for INVITE; "none" when there is none. */
export type TortureAnswer = number | "none";
export type TortureCollection = "rfc4475" | "rfc5118";

export type TortureCase = {
  readonly collection: TortureCollection;
  readonly file: string;
  readonly section: string;
  readonly verdict: TortureVerdict;
  readonly answer: TortureAnswer;
  /** What the message has in it, and where the RFC leaves a choice, which one was taken. */
  readonly why: string;
};

type Row = readonly [
  file: string,
  section: string,
  verdict: TortureVerdict,
  answer: TortureAnswer,
  why: string,
];

const rfc4475Rows: readonly Row[] = [
  ["wsinv", "3.1.1.1", "valid", 481, "odd folding and white space; its To tag names a dialog we do not have"],
  ["intmeth", "3.1.1.2", "valid", 501, "every legal character; nobody registered this method"],
  ["esc01", "3.1.1.3", "valid", 180, "%40 in the user part is no second @"],
  ["escnull", "3.1.1.4", "valid", 200, "%00 in the user part is data like any other"],
  ["esc02", "3.1.1.5", "valid", 501, "RE%47IST%45R is not REGISTER: methods are never unescaped"],
  ["lwsdisp", "3.1.1.6", "valid", 200, "no white space between display name and <"],
  ["longreq", "3.1.1.7", "valid", 180, "long values in every header"],
  ["dblreq", "3.1.1.8", "valid", 200, "bytes behind Content-Length in a datagram are ignored"],
  ["semiuri", "3.1.1.9", "valid", 200, "a semicolon before @ belongs to the user part"],
  ["transports", "3.1.1.10", "valid", 200, "Via with transports we have never heard of"],
  ["mpart01", "3.1.1.11", "valid", 405, "multipart MESSAGE: a known method that we do not do"],
  ["unreason", "3.1.1.12", "valid", "none", "UTF-8 in the reason phrase; the response of nobody's request"],
  ["noreason", "3.1.1.13", "valid", "none", "an empty reason phrase; the response of nobody's request"],
  ["badinv01", "3.1.2.1", 400, 400, "empty parameters in Via and Contact"],
  ["clerr", "3.1.2.2", 400, 400, "Content-Length past the end of the datagram"],
  ["ncl", "3.1.2.3", 400, 400, "negative Content-Length"],
  ["scalar02", "3.1.2.4", 400, 400, "CSeq above 2^31"],
  ["scalarlg", "3.1.2.5", "drop", "none", "a response with CSeq above 2^31"],
  ["quotbal", "3.1.2.6", 400, 400, "To with a quote that never closes"],
  ["ltgtruri", "3.1.2.7", 400, 400, "Request-URI in <>"],
  ["lwsruri", "3.1.2.8", 400, 400, "white space inside the Request-URI"],
  ["lwsstart", "3.1.2.9", 400, 400, "two spaces in the request line; being liberal is allowed, we are not"],
  ["trws", "3.1.2.10", 400, 400, "spaces behind the request line; being liberal is allowed, we are not"],
  ["escruri", "3.1.2.11", 400, 400, "headers in the Request-URI"],
  ["baddate", "3.1.2.12", 400, 400, "Date in another zone than GMT; ignoring it is allowed"],
  ["regbadct", "3.1.2.13", 400, 400, "Contact with ? outside <>: one reader's parameter is another's header"],
  ["badaspec", "3.1.2.14", 400, 400, "white space inside a bare address"],
  ["baddn", "3.1.2.15", 400, 400, "display name with what is no token, unquoted"],
  ["badvers", "3.1.2.16", 505, 505, "SIP/7.0"],
  ["mismatch01", "3.1.2.17", 400, 400, "CSeq names another method"],
  ["mismatch02", "3.1.2.18", 501, 501, "CSeq names another method than an unknown one: 501 preferred to 400"],
  ["bigcode", "3.1.2.19", "drop", "none", "status code 4294967301"],
  ["badbranch", "3.2.1", "valid", 200, "branch is the bare cookie: matched by the rules of RFC 2543"],
  ["insuf", "3.3.1", 400, 400, "no From, To, Call-ID"],
  ["unkscm", "3.3.2", 416, 416, "Request-URI of a scheme nobody knows"],
  ["novelsc", "3.3.3", 416, 416, "Request-URI of a scheme that is not of calls"],
  ["unksm2", "3.3.4", "valid", 400, "legal, but an address of record is a SIP URI: refused by the registrar"],
  ["bext01", "3.3.5", "valid", 420, "Require of unknown extensions: named back in Unsupported"],
  ["invut", "3.3.6", "valid", 415, "a body of another type than SDP"],
  ["regaut01", "3.3.7", "valid", 401, "Authorization of an unknown scheme: challenged anew"],
  ["multi01", "3.3.8", 400, 400, "headers twice that may be there once"],
  ["mcl01", "3.3.9", 400, 400, "two Content-Length"],
  ["bcast", "3.3.10", "drop", "none", "a response with two Via, the second a broadcast address"],
  ["zeromf", "3.3.11", "valid", 200, "Max-Forwards 0, but we are where it goes: answered like any OPTIONS"],
  ["cparam01", "3.3.12", "valid", 200, "Contact: a parameter behind a bare address is the header's"],
  ["cparam02", "3.3.13", "valid", 200, "Contact: a parameter inside <> is the URI's"],
  ["regescrt", "3.3.14", "valid", 200, "Contact with a Route header in its URI is kept as it is"],
  ["sdp01", "3.3.15", "valid", 406, "INVITE that accepts no SDP"],
  ["inv2543", "3.4.1", "valid", 180, "INVITE of RFC 2543: no branch, no tag, no Max-Forwards"],
];

const rfc5118Rows: readonly Row[] = [
  ["ipv6-good", "4.1", "valid", 200, "bracketed IPv6 everywhere"],
  ["ipv6-bad", "4.2", 400, 400, "Request-URI with an IPv6 address without brackets"],
  ["port-ambiguous", "4.3", "valid", 200, "[…:5070] is an address that ends in 5070"],
  ["port-unambiguous", "4.4", "valid", 200, "[…]:5070 is an address and a port"],
  ["via-received-param-with-delim", "4.5", "valid", 481, "received=[…]: accepted; BYE of no dialog"],
  [
    "via-received-param-no-delim",
    "4.5",
    "valid",
    200,
    "received=… without brackets, as the grammar wants it",
  ],
  ["ipv6-in-sdp", "4.6", "valid", 180, "IPv6 in SDP, where brackets are wrong"],
  ["mult-ip-in-header", "4.7", "valid", 481, "IPv4 and IPv6 mixed in Via; BYE of no dialog"],
  ["mult-ip-in-sdp", "4.8", "valid", 180, "one media line of IPv6, one of IPv4"],
  ["ipv4-mapped-ipv6", "4.9", "valid", 180, "IPv4-mapped addresses in Via, Contact and SDP"],
  ["ipv6-bug-abnf-3-colons", "4.10", "valid", 200, "three colons, as the grammar of RFC 3261 had it"],
  ["ipv6-correct-abnf-2-colons", "4.10", "valid", 200, "the same address, well written"],
];

function casesOf(collection: TortureCollection, rows: readonly Row[]): TortureCase[] {
  return rows.map(([file, section, verdict, answer, why]) => {
    return { collection, file, section, verdict, answer, why };
  });
}

export const tortureCases: readonly TortureCase[] = [
  ...casesOf("rfc4475", rfc4475Rows),
  ...casesOf("rfc5118", rfc5118Rows),
];

export function readTortureMessage({ collection, file }: Pick<TortureCase, "collection" | "file">): Buffer {
  return readFileSync(new URL(`../../testdata/${collection}/${file}.dat`, import.meta.url));
}
