// Cuts the byte stream of a connection into messages by Content-Length (RFC 3261 §18.3).
import { headerKey } from "./header-names.ts";
import { skipEmptyLines } from "./parse-message.ts";

export type FramedItem =
  | { readonly kind: "message"; readonly bytes: Buffer }
  /** Double CRLF between messages: answer with one CRLF (RFC 5626 §4.4.1). */
  | { readonly kind: "keep-alive" }
  /** Where the next message begins cannot be known: close the connection. */
  | { readonly kind: "broken"; readonly reason: string };

export type FramerState = {
  /** Bytes received and not yet cut. */
  readonly pending: Buffer;
  /** Length of the message whose head is complete; 0 while the head is incomplete. */
  readonly neededBytes: number;
  /** Where to go on looking for the end of the head: what comes byte by byte is not searched again and again. */
  readonly searchFrom: number;
};

export const emptyFramer: FramerState = { pending: Buffer.alloc(0), neededBytes: 0, searchFrom: 0 };

const headEnd = Buffer.from("\r\n\r\n");

/**
 * Takes received bytes and gives the messages they complete.
 * `maxBytes` bounds one message, head and body; past it the stream is "broken".
 */
export function frame(
  state: FramerState,
  bytes: Buffer,
  maxBytes: number,
): { state: FramerState; items: FramedItem[] } {
  const items: FramedItem[] = [];
  let pending = state.pending.length === 0 ? bytes : Buffer.concat([state.pending, bytes]);
  let { neededBytes, searchFrom } = state;
  for (;;) {
    if (neededBytes === 0) {
      const skipped = skipEmptyLines(pending);
      if (skipped >= headEnd.length) items.push({ kind: "keep-alive" });
      // A single CRLF waits: it may be the first half of a keep-alive.
      if (skipped >= headEnd.length || (skipped > 0 && pending.length > skipped + 1))
        pending = pending.subarray(skipped);
      if (skipped > 0) searchFrom = 0;
      const next = measure(pending, searchFrom, maxBytes);
      if (typeof next === "string")
        return { state: emptyFramer, items: [...items, { kind: "broken", reason: next }] };
      neededBytes = next;
      // The last bytes may be the beginning of the end.
      searchFrom = Math.max(pending.length - headEnd.length + 1, 0);
    }
    if (neededBytes === 0 || pending.length < neededBytes)
      return { state: { pending, neededBytes, searchFrom }, items };
    items.push({ kind: "message", bytes: pending.subarray(0, neededBytes) });
    pending = pending.subarray(neededBytes);
    neededBytes = 0;
    searchFrom = 0;
  }
}

/** Length of the message that starts `pending`; 0 when its head is incomplete; a text when it is broken. */
function measure(pending: Buffer, searchFrom: number, maxBytes: number): number | string {
  const end = pending.indexOf(headEnd, searchFrom);
  if (end < 0) return pending.length > maxBytes ? "head too large" : 0;
  const lengths = new Set<string>();
  for (const line of pending.toString("latin1", 0, end).split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0 && headerKey(line.slice(0, colon).trim()) === "content-length")
      lengths.add(line.slice(colon + 1).trim());
  }
  const [length, ...others] = lengths;
  if (length === undefined || others.length > 0 || !/^\d{1,9}$/.test(length))
    return "no usable Content-Length";
  const total = end + headEnd.length + Number(length);
  return total > maxBytes ? "message too large" : total;
}
