// A SIP message in memory: start line, headers in order, body. Values are parsed when asked for.
//
// These are classes although they own no resource: accessors on a prototype and one cache slot per
// parsed header keep a message at a few µs, where closures per message would cost several times that.
import { headerKey } from "./header-names.ts";
import {
  charClass,
  endOfClass,
  isToken,
  lowerCase,
  parseBoundedInteger,
  skipSpace,
  splitOutsideQuotes,
} from "./lexical.ts";
import { parseNameAddress } from "./name-address.ts";
import type { NameAddress } from "./name-address.ts";
import { parseUri } from "./uri.ts";
import type { SipUri } from "./uri.ts";
import { parseVia } from "./via.ts";
import type { Via } from "./via.ts";

/** Headers to add to a message, in order. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One header line, unfolded: `key` is the lower-case long form of `name`. */
export type HeaderField = { readonly name: string; readonly key: string; readonly value: string };

export type CommandSequence = { readonly sequence: number; readonly method: string };

export type MessageBody = { contentType: string; text: string };

/** CSeq numbers stay below 2^31 (RFC 3261 §8.1.1.5). */
const maxSequence = 0x7fff_ffff;
const notYet = Symbol("not parsed yet");
type Cached<T> = T | undefined | typeof notYet;

abstract class MessageHead {
  readonly fields: readonly HeaderField[];
  readonly body: Buffer;
  #from: Cached<NameAddress> = notYet;
  #to: Cached<NameAddress> = notYet;
  #via: Cached<Via> = notYet;
  #cseq: Cached<CommandSequence> = notYet;
  #contact: Cached<NameAddress> = notYet;

  constructor(fields: readonly HeaderField[], body: Buffer) {
    this.fields = fields;
    this.body = body;
  }

  /** Takes over what `other` parsed already; its headers differ in the topmost Via only. */
  protected adoptParsed(other: MessageHead, via: Via): void {
    this.#from = other.#from;
    this.#to = other.#to;
    this.#cseq = other.#cseq;
    this.#contact = other.#contact;
    this.#via = via;
  }

  /** The first value of a header, compact or long name in any case; undefined when absent. */
  header(name: string): string | undefined {
    const key = headerKey(name);
    for (const field of this.fields) if (field.key === key) return field.value;
    return undefined;
  }

  /** The value of every line of a header, in order; comma lists are not split. */
  headers(name: string): string[] {
    const key = headerKey(name);
    const values: string[] = [];
    for (const field of this.fields) if (field.key === key) values.push(field.value);
    return values;
  }

  /** Every item of a comma list header (Contact, Route, Supported, …) over all its lines. */
  list(name: string): string[] {
    const key = headerKey(name);
    const items: string[] = [];
    for (const field of this.fields) {
      if (field.key !== key) continue;
      if (!field.value.includes(",")) items.push(field.value);
      else items.push(...splitOutsideQuotes(field.value, ","));
    }
    return items.includes("") ? items.filter((item) => item !== "") : items;
  }

  get callId(): string {
    return this.header("call-id") ?? "";
  }

  /** Undefined when absent or malformed; `from` for messages that passed their check. */
  get fromOrUndefined(): NameAddress | undefined {
    if (this.#from === notYet) this.#from = parseNameAddress(this.header("from") ?? "");
    return this.#from;
  }

  get toOrUndefined(): NameAddress | undefined {
    if (this.#to === notYet) this.#to = parseNameAddress(this.header("to") ?? "");
    return this.#to;
  }

  get topViaOrUndefined(): Via | undefined {
    if (this.#via === notYet) {
      const top = this.header("via");
      this.#via = top === undefined ? undefined : parseVia(splitOutsideQuotes(top, ",")[0] as string);
    }
    return this.#via;
  }

  get cseqOrUndefined(): CommandSequence | undefined {
    if (this.#cseq === notYet) this.#cseq = parseCommandSequence(this.header("cseq"));
    return this.#cseq;
  }

  /** From, To, topmost Via and CSeq throw on a message that was not checked: see `checkRequest`. */
  get from(): NameAddress {
    return checked(this.fromOrUndefined, "From");
  }

  get to(): NameAddress {
    return checked(this.toOrUndefined, "To");
  }

  get topVia(): Via {
    return checked(this.topViaOrUndefined, "Via");
  }

  get cseq(): CommandSequence {
    return checked(this.cseqOrUndefined, "CSeq");
  }

  get fromTag(): string | undefined {
    return this.fromOrUndefined?.params.get("tag");
  }

  get toTag(): string | undefined {
    return this.toOrUndefined?.params.get("tag");
  }

  /** The first Contact; undefined when there is none, when it is "*" or malformed. */
  get contact(): NameAddress | undefined {
    if (this.#contact === notYet) {
      const first = this.list("contact")[0];
      this.#contact = first === undefined ? undefined : parseNameAddress(first);
    }
    return this.#contact;
  }

  /** Lower-case media type without parameters, e.g. "application/sdp". */
  get contentType(): string | undefined {
    const value = this.header("content-type");
    const semicolon = value?.indexOf(";") ?? -1;
    return value && lowerCase(semicolon < 0 ? value : value.slice(0, semicolon).trimEnd());
  }

  /** The body as UTF-8 text; "" when there is none. */
  get text(): string {
    return this.body.toString("utf8");
  }

  /** The body when it is SDP. */
  get sdp(): string | undefined {
    return this.body.length > 0 && this.contentType === "application/sdp" ? this.text : undefined;
  }
}

export type RequestParts = {
  method: string;
  uri: string;
  fields: readonly HeaderField[];
  body: Buffer;
  /** "SIP/2.0" unless the peer wrote something else. */
  version?: string;
  /** True when the request line has stray white space but its parts could still be told apart. */
  faultyRequestLine?: boolean;
};

export class SipRequest extends MessageHead {
  readonly kind = "request";
  readonly method: string;
  /** Request-URI as text. */
  readonly uri: string;
  readonly version: string;
  readonly faultyRequestLine: boolean;
  #parsedUri: Cached<SipUri> = notYet;

  constructor(parts: RequestParts) {
    super(parts.fields, parts.body);
    this.method = parts.method;
    this.uri = parts.uri;
    this.version = parts.version ?? "SIP/2.0";
    this.faultyRequestLine = parts.faultyRequestLine ?? false;
  }

  get parsedUriOrUndefined(): SipUri | undefined {
    if (this.#parsedUri === notYet) this.#parsedUri = parseUri(this.uri);
    return this.#parsedUri;
  }

  /** Throws on a message that was not checked. */
  get parsedUri(): SipUri {
    return checked(this.parsedUriOrUndefined, "Request-URI");
  }

  /** The same request with another topmost Via, whose line has the index `line` and the text `value`. */
  withTopVia(line: number, value: string, via: Via): SipRequest {
    const request = this.withFields(this.fields.with(line, headerField("Via", value)));
    request.adoptParsed(this, via);
    request.#parsedUri = this.#parsedUri;
    return request;
  }

  /** The same request with other header lines. */
  withFields(fields: readonly HeaderField[]): SipRequest {
    const { method, uri, body, version, faultyRequestLine } = this;
    return new SipRequest({ method, uri, fields, body, version, faultyRequestLine });
  }
}

export class SipResponse extends MessageHead {
  readonly kind = "response";
  /** 100 to 699. */
  readonly status: number;
  readonly reason: string;

  constructor(parts: { status: number; reason: string; fields: readonly HeaderField[]; body: Buffer }) {
    super(parts.fields, parts.body);
    this.status = parts.status;
    this.reason = parts.reason;
  }
}

export type SipMessage = SipRequest | SipResponse;

export function headerField(name: string, value: string): HeaderField {
  return { name, key: headerKey(name), value };
}

function checked<T>(value: T | undefined, header: string): T {
  if (value === undefined) throw new Error(`${header} of an unchecked message was used`);
  return value;
}

function parseCommandSequence(value: string | undefined): CommandSequence | undefined {
  if (value === undefined) return undefined;
  const digitsEnd = endOfClass(value, 0, value.length, charClass.digit);
  const methodStart = skipSpace(value, digitsEnd);
  const digits = value.slice(0, digitsEnd);
  const sequence = parseBoundedInteger(
    digits[0] === "0" ? digits.replace(/^0+(?=.)/, "") : digits,
    maxSequence,
  );
  const method = value.slice(methodStart);
  if (sequence === undefined || methodStart === digitsEnd || !isToken(method)) return undefined;
  return { sequence, method };
}
