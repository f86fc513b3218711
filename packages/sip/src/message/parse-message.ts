// Bytes to message: start line and header lines. Whether the values make sense is check-message.ts.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { headerKey, knownHeader } from "./header-names.ts";
import { isSpace, isToken, parseBoundedInteger, skipSpace } from "./lexical.ts";
import { SipRequest, SipResponse } from "./message.ts";
import type { HeaderField, SipMessage } from "./message.ts";

/** The bytes cannot be told apart into a SIP message: nobody can be answered. */
export type Unframeable = { kind: "unframeable"; reason: string };

const strayLineBreak = "line not ended by CRLF";
const headEnd = Buffer.from("\r\n\r\n");
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const requestLinePattern = /^([A-Za-z0-9\-.!%*_+`'~]+) (\S+) (SIP\/\d+\.\d+)$/;
/** White space too much, but the three parts can be told apart (RFC 4475 §3.1.2.8 to 3.1.2.10). */
const faultyRequestLinePattern = /^([A-Za-z0-9\-.!%*_+`'~]+)\s+(\S.*?)\s+(SIP\/\d+\.\d+)\s*$/;
const statusLinePattern = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/;
/** More header lines than any real message has; each costs memory. */
const maxHeaderLines = 256;

/**
 * Parses one message that fills `bytes` (a datagram, a WebSocket frame, or one cut from a stream).
 * The body is a view of `bytes`, cut to Content-Length when the rest is longer (RFC 3261 §18.3).
 */
export function parseMessage(bytes: Buffer): Result<SipMessage, Unframeable> {
  const start = skipEmptyLines(bytes);
  const end = bytes.indexOf(headEnd, start);
  if (end < 0) return unframeable("no end of headers");
  const head = bytes.toString("utf8", start, end + 2);
  const firstLineEnd = lineEnd(head, 0);
  if (firstLineEnd < 0) return unframeable(strayLineBreak);
  const fields = parseHeaderLines(head, firstLineEnd + 2);
  if (typeof fields === "string") return unframeable(fields);
  const body = cutBody(bytes.subarray(end + headEnd.length), fields);
  return parseStartLine(head.slice(0, firstLineEnd), fields, body);
}

/** Index of the first byte that is not an empty line (RFC 3261 §7.5). */
export function skipEmptyLines(bytes: Buffer): number {
  let index = 0;
  while (bytes[index] === carriageReturn && bytes[index + 1] === lineFeed) index += 2;
  return index;
}

function parseStartLine(line: string, fields: HeaderField[], body: Buffer): Result<SipMessage, Unframeable> {
  if (line.startsWith("SIP/")) {
    const match = statusLinePattern.exec(line);
    if (match === null) return unframeable("malformed status line");
    return ok(new SipResponse({ status: Number(match[1]), reason: match[2] ?? "", fields, body }));
  }
  const exact = requestLinePattern.exec(line);
  const match = exact ?? faultyRequestLinePattern.exec(line);
  if (match === null) return unframeable("malformed start line");
  const [, method, uri, version] = match as unknown as [string, string, string, string];
  return ok(new SipRequest({ method, uri, version, fields, body, faultyRequestLine: exact === null }));
}

/** The header lines, which begin at `start` of `head`, unfolded; a text says what is wrong. */
function parseHeaderLines(head: string, start: number): HeaderField[] | string {
  const fields: HeaderField[] = [];
  for (let index = start, lines = 1; index < head.length; lines++) {
    if (lines === maxHeaderLines) return "too many header lines";
    const end = lineEnd(head, index);
    if (end <= index) return strayLineBreak;
    if (isSpace(head.charCodeAt(index))) {
      const folded = fields.pop();
      if (folded === undefined) return "folded first header";
      fields.push({ ...folded, value: `${folded.value} ${head.slice(index, end).trim()}`.trim() });
    } else {
      const field = parseHeaderLine(head, index, end);
      if (field === undefined) return "malformed header line";
      fields.push(field);
    }
    index = end + 2;
  }
  return fields;
}

/** Index of the CRLF that ends the line at `start`; -1 when a lone CR or LF comes before it or it has none. */
function lineEnd(head: string, start: number): number {
  // A lone CR or LF would let a value smuggle header lines into whatever copies it.
  const end = head.indexOf("\r", start);
  return end >= 0 && head.indexOf("\n", start) === end + 1 ? end : -1;
}

function parseHeaderLine(head: string, start: number, end: number): HeaderField | undefined {
  const colon = head.indexOf(":", start);
  if (colon < 0 || colon > end) return undefined;
  let nameEnd = colon;
  while (isSpace(head.charCodeAt(nameEnd - 1))) nameEnd--;
  const valueStart = Math.min(skipSpace(head, colon + 1), end);
  let valueEnd = end;
  while (valueEnd > valueStart && isSpace(head.charCodeAt(valueEnd - 1))) valueEnd--;
  const value = head.slice(valueStart, valueEnd);
  const known = knownHeader(head, start, nameEnd);
  if (known !== undefined) return { name: known.spelling, key: known.meaning, value };
  const name = head.slice(start, nameEnd);
  return isToken(name) ? { name, key: headerKey(name), value } : undefined;
}

function cutBody(rest: Buffer, fields: readonly HeaderField[]): Buffer {
  if (rest.length === 0) return rest;
  const declared = fields.find((field) => field.key === "content-length")?.value;
  // Nine digits are more than any message has; a longer or malformed number is judged by the checks.
  const isNumber = declared !== undefined && declared.length <= 9;
  const length = (isNumber ? parseBoundedInteger(declared, rest.length) : undefined) ?? rest.length;
  return length < rest.length ? rest.subarray(0, length) : rest;
}

function unframeable(reason: string): Result<never, Unframeable> {
  return err({ kind: "unframeable", reason });
}
