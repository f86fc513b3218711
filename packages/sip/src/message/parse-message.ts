// Bytes to message: start line and header lines. Whether the values make sense is check-message.ts.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { headerKey, knownHeaderKey } from "./header-names.ts";
import { SipRequest, SipResponse } from "./message.ts";
import type { HeaderField, SipMessage } from "./message.ts";

/** The bytes cannot be told apart into a SIP message: nobody can be answered. */
export type Unframeable = { kind: "unframeable"; reason: string };

const headEnd = Buffer.from("\r\n\r\n");
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const requestLinePattern = /^([A-Za-z0-9\-.!%*_+`'~]+) (\S+) (SIP\/\d+\.\d+)$/;
/** White space too much, but the three parts can be told apart (RFC 4475 §3.1.2.8 to 3.1.2.10). */
const faultyRequestLinePattern = /^([A-Za-z0-9\-.!%*_+`'~]+)\s+(\S.*?)\s+(SIP\/\d+\.\d+)\s*$/;
const statusLinePattern = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/;
const headerNamePattern = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
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
  const lines = bytes.toString("utf8", start, end + 2).split("\n");
  lines.pop();
  const fields = parseHeaderLines(lines);
  if (typeof fields === "string") return unframeable(fields);
  const body = cutBody(bytes.subarray(end + headEnd.length), fields);
  const startLine = (lines[0] as string).slice(0, -1);
  return parseStartLine(startLine, fields, body);
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

/** The header lines (all but the first), unfolded; a text says what is wrong. */
function parseHeaderLines(lines: readonly string[]): HeaderField[] | string {
  if (lines.length > maxHeaderLines) return "too many header lines";
  const fields: HeaderField[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    // A lone CR or LF would let a value smuggle header lines into whatever copies it.
    if (line.indexOf("\r") !== line.length - 1 || line.length === 0) return "line not ended by CRLF";
    if (index === 0) continue;
    const first = line.charCodeAt(0);
    if (first === 0x20 || first === 0x09) {
      const folded = fields.pop();
      if (folded === undefined) return "folded first header";
      fields.push({ ...folded, value: `${folded.value} ${line.trim()}`.trim() });
      continue;
    }
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trimEnd();
    const key = knownHeaderKey(name) ?? (headerNamePattern.test(name) ? headerKey(name) : undefined);
    if (key === undefined) return "malformed header line";
    fields.push({ name, key, value: line.slice(colon + 1).trim() });
  }
  return fields;
}

function cutBody(rest: Buffer, fields: readonly HeaderField[]): Buffer {
  if (rest.length === 0) return rest;
  const declared = fields.find((field) => field.key === "content-length")?.value;
  const length = declared !== undefined && /^\d{1,9}$/.test(declared) ? Number(declared) : rest.length;
  return length < rest.length ? rest.subarray(0, length) : rest;
}

function unframeable(reason: string): Result<never, Unframeable> {
  return err({ kind: "unframeable", reason });
}
