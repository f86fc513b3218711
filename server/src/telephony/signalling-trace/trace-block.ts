// The signalling of some calls of one tenant as one row's bytes: a line of JSON that says who and when, then all
// texts, Brotli over the whole.
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import type { CallId, TenantId } from "@tandem/kernel";
import type { OwnAddress, TracedCall, TracedLeg } from "./traced-call.ts";

/** Format 1 of the bytes; the row names its format, so that a later one can be told from it. */
export const blockFormat = 1;

type PackedMessage = readonly [
  afterMs: number,
  direction: 0 | 1,
  leg: number,
  transport: string,
  address: string,
  port: number,
  characters: number,
];
type Heading = {
  readonly callId: CallId;
  readonly startedAt: number;
  readonly own: OwnAddress;
  readonly legs: readonly TracedLeg[];
  readonly cut: number;
  readonly messages: readonly PackedMessage[];
};

/**
 * Quality 0, on the calling thread, many calls at once: asking the thread pool costs several times the CPU, and
 * so does a compressor for each call (docs/adr/0012-signalling-trace.md).
 */
const quickly = { params: { [constants.BROTLI_PARAM_QUALITY]: 0, [constants.BROTLI_PARAM_LGWIN]: 18 } };
/** No block unpacks to more: twice the characters of the fullest one, in UTF-8. */
const mostBytes = { maxOutputLength: 8 << 20 };

export function packBlock(calls: readonly TracedCall[]): Buffer {
  const headings = JSON.stringify(calls.map(headingOf));
  let texts = "";
  for (const { messages } of calls) for (const { text } of messages) texts += text;
  return brotliCompressSync(`${headings}\n${texts}`, quickly);
}

function headingOf({ callId, own, legs, messages, cut }: TracedCall): Heading {
  const startedAt = messages[0]?.at ?? 0;
  const packed = messages.map(({ at, direction, leg, transport, address, port, text }): PackedMessage => {
    return [at - startedAt, direction === "in" ? 0 : 1, leg, transport, address, port, text.length];
  });
  return { callId, startedAt, own, legs, cut, messages: packed };
}

/**
 * One call of a block; undefined when it is not in it. Throws on bytes that `packBlock` did not make: only our
 * own rows are read.
 */
export function callOfBlock(tenantId: TenantId, callId: CallId, bytes: Buffer): TracedCall | undefined {
  const whole = brotliDecompressSync(bytes, mostBytes).toString("utf8");
  const end = whole.indexOf("\n");
  let from = end + 1;
  for (const heading of JSON.parse(whole.slice(0, end)) as Heading[]) {
    const { startedAt, own, legs, cut } = heading;
    const messages = heading.messages.map(([afterMs, way, leg, transport, address, port, characters]) => {
      const text = whole.slice(from, (from += characters));
      const direction = way === 0 ? ("in" as const) : ("out" as const);
      return { at: startedAt + afterMs, direction, leg, transport, address, port, text };
    });
    if (heading.callId === callId) return { tenantId, callId, own, legs, messages, cut };
  }
  return undefined;
}
