// Message to bytes, and the building of responses from the request they answer.
import { stampVia, writeVia } from "./via.ts";
import { headerField, SipRequest, SipResponse } from "./message.ts";
import type { HeaderField, HeaderList, MessageBody, SipMessage } from "./message.ts";
import { splitOutsideQuotes } from "./lexical.ts";
import { reasonPhrase } from "./reason-phrases.ts";

const noBody = Buffer.alloc(0);

/** Bytes for the wire. Content-Length is always written from the body's length. */
export function serializeMessage(message: SipMessage): Buffer {
  let head =
    message.kind === "request"
      ? `${oneLine(message.method)} ${oneLine(message.uri)} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${oneLine(message.reason)}\r\n`;
  for (const field of message.fields) {
    if (field.key !== "content-length") head += `${field.name}: ${oneLine(field.value)}\r\n`;
  }
  head += `Content-Length: ${message.body.length}\r\n\r\n`;
  return message.body.length === 0 ? Buffer.from(head) : Buffer.concat([Buffer.from(head), message.body]);
}

/** Line breaks in a value would start a new header: they become spaces. */
function oneLine(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, " ") : text;
}

export function buildRequest(parts: {
  method: string;
  uri: string;
  headers: HeaderList;
  body?: MessageBody | undefined;
}): SipRequest {
  const { method, uri } = parts;
  return new SipRequest({ method, uri, ...bodyParts(parts.headers, parts.body) });
}

export type ResponseOptions = {
  reason?: string | undefined;
  headers?: HeaderList | undefined;
  body?: MessageBody | undefined;
  /** Tag for the To header, added when the request had none and the response is not 100. */
  toTag?: string | undefined;
};

/**
 * The response to `request` (RFC 3261 §8.2.6): Via, From, To, Call-ID and CSeq are copied as received;
 * Record-Route goes into 101 to 299 (§12.1.1), Timestamp into 100.
 */
export function buildResponse(
  request: SipRequest,
  status: number,
  options: ResponseOptions = {},
): SipResponse {
  const copied: HeaderField[] = [];
  for (const field of request.fields) {
    if (field.key === "to") {
      const needsTag = status > 100 && options.toTag !== undefined && request.toTag === undefined;
      copied.push(needsTag ? { ...field, value: `${field.value};tag=${options.toTag}` } : field);
    } else if (isCopied(field.key, status)) copied.push(field);
  }
  const { fields, body } = bodyParts(options.headers ?? [], options.body);
  return new SipResponse({
    status,
    reason: options.reason ?? reasonPhrase(status),
    fields: [...copied, ...fields],
    body,
  });
}

function isCopied(key: string, status: number): boolean {
  if (key === "record-route") return status > 100 && status < 300;
  if (key === "timestamp") return status === 100;
  return key === "via" || key === "from" || key === "call-id" || key === "cseq";
}

function bodyParts(
  headers: HeaderList,
  body: MessageBody | undefined,
): { fields: HeaderField[]; body: Buffer } {
  const fields = headers.map(([name, value]) => headerField(name, value));
  if (body === undefined) return { fields, body: noBody };
  return { fields: [...fields, headerField("Content-Type", body.contentType)], body: Buffer.from(body.text) };
}

/** The request as received from `source`: its topmost Via carries `received` and `rport`. */
export function stampTopVia(request: SipRequest, source: { address: string; port: number }): SipRequest {
  const via = request.topViaOrUndefined;
  const stamped = via && stampVia(via, source);
  if (via === stamped || stamped === undefined) return request;
  const index = request.fields.findIndex((field) => field.key === "via");
  const [, ...others] = splitOutsideQuotes((request.fields[index] as HeaderField).value, ",");
  const value = [writeVia(stamped), ...others].join(", ");
  return request.withTopVia(index, value, stamped);
}
