// Verdict on a parsed message: may the layers above rely on its values, and if not, what is the answer?
import { singleValuedHeaders } from "./header-names.ts";
import { parseBoundedInteger, splitOutsideQuotes } from "./lexical.ts";
import type { SipMessage, SipRequest, SipResponse } from "./message.ts";
import { isRegisteredMethod } from "./methods.ts";
import { parseNameAddress } from "./name-address.ts";
import { parseVia } from "./via.ts";

export type RequestVerdict =
  | { readonly kind: "valid" }
  /** `reason` says what is wrong; it goes into the response's reason phrase. */
  | { readonly kind: "refuse"; readonly status: 400 | 416 | 501 | 505; readonly reason: string };
export type ResponseVerdict = { readonly kind: "valid" } | { readonly kind: "drop"; readonly reason: string };

const valid = { kind: "valid" } as const;
const datePattern =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Checks what every layer needs: version, Request-URI, the mandatory headers (RFC 3261 §8.1.1) and
 * the grammar of the headers that decide where a message goes. Max-Forwards may be missing (RFC 2543).
 */
export function checkRequest(request: SipRequest): RequestVerdict {
  if (request.version !== "SIP/2.0") return { kind: "refuse", status: 505, reason: "Version Not Supported" };
  if (request.faultyRequestLine) return refuse("Malformed Request-Line");
  const headerFault = findHeaderFault(request);
  if (headerFault !== undefined) return refuse(headerFault);
  if (request.cseq.method !== request.method) return refuseMismatch(request.method);
  const fault = findRequestFault(request);
  if (fault !== undefined) return refuse(fault);
  const uri = request.parsedUriOrUndefined;
  if (uri === undefined) return refuse("Malformed Request-URI");
  if (uri.scheme !== "sip" && uri.scheme !== "sips" && uri.scheme !== "tel") {
    return { kind: "refuse", status: 416, reason: "Unsupported URI Scheme" };
  }
  return uri.headers === undefined ? valid : refuse("Headers in Request-URI"); // RFC 3261 §19.1.1
}

/** A response is never answered: it is usable or dropped (RFC 3261 §8.1.3.3: exactly one Via). */
export function checkResponse(response: SipResponse): ResponseVerdict {
  const fault = findHeaderFault(response);
  if (fault !== undefined) return { kind: "drop", reason: fault };
  return response.list("via").length === 1 ? valid : { kind: "drop", reason: "More than one Via" };
}

function refuse(reason: string): RequestVerdict {
  return { kind: "refuse", status: 400, reason };
}

/** CSeq names another method. A method of tomorrow is told so: it may have other rules (RFC 4475 §3.1.2.18). */
function refuseMismatch(method: string): RequestVerdict {
  return isRegisteredMethod(method)
    ? refuse("CSeq method mismatch")
    : { kind: "refuse", status: 501, reason: "Not Implemented" };
}

function findHeaderFault(message: SipMessage): string | undefined {
  let seen = 0;
  for (const { key, value } of message.fields) {
    const bit = singleValuedHeaders.get(key);
    if (bit === undefined) continue;
    if ((seen & bit) !== 0) return `Repeated ${key}`;
    seen |= bit;
    if (key === "content-length" && parseBoundedInteger(value, 0xffff_ffff) !== message.body.length) {
      return "Content-Length Mismatch";
    }
  }
  if (message.callId === "") return "Missing Call-ID";
  if (message.fromOrUndefined === undefined) return "Missing or malformed From";
  if (message.toOrUndefined === undefined) return "Missing or malformed To";
  if (message.cseqOrUndefined === undefined) return "Missing or malformed CSeq";
  if (message.topViaOrUndefined === undefined) return "Missing or malformed Via";
  const others = message.list("via").slice(1);
  return others.every((via) => parseVia(via) !== undefined) ? undefined : "Malformed Via";
}

function findRequestFault(request: SipRequest): string | undefined {
  if (request.fromTag === "" || request.toTag === "") return "Empty tag";
  for (const { key, value } of request.fields) {
    if (key === "date" && !datePattern.test(value)) return "Malformed Date";
    if (key === "max-forwards" && parseBoundedInteger(value, 255) === undefined)
      return "Malformed Max-Forwards";
    if ((key === "route" || key === "record-route") && !isAddressList(value)) return `Malformed ${key}`;
  }
  const contacts = request.list("contact");
  // The first one is kept parsed: whoever answers the request asks for it.
  const isFirstGood = contacts[0] === undefined || contacts[0] === "*" || request.contact !== undefined;
  return isFirstGood && contacts.every((item, index) => index === 0 || isContact(item))
    ? undefined
    : "Malformed contact";
}

function isAddressList(value: string): boolean {
  return splitOutsideQuotes(value, ",").every((item) => item === "" || parseNameAddress(item) !== undefined);
}

function isContact(item: string): boolean {
  return item === "*" || parseNameAddress(item) !== undefined;
}
