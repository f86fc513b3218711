import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { emptyFramer, frame } from "./index.ts";
import type { FramedItem } from "./index.ts";

const message = (body: string, lengthLine = `Content-Length: ${body.length}`) =>
  `MESSAGE sip:a@b SIP/2.0\r\nCall-ID: 1\r\n${lengthLine}\r\n\r\n${body}`;

/** Feeds `text` in pieces cut at `cuts`; keep-alives as "*", messages as their text. */
function feed(text: string, cuts: readonly number[] = [], maxBytes = 1_000): string[] {
  const bytes = Buffer.from(text);
  const edges = [0, ...cuts.map((cut) => cut % bytes.length).toSorted((a, b) => a - b), bytes.length];
  let state = emptyFramer;
  const items: FramedItem[] = [];
  for (const [index, edge] of edges.slice(1).entries()) {
    const result = frame(state, bytes.subarray(edges[index], edge), maxBytes);
    state = result.state;
    items.push(...result.items);
  }
  return items.map((item) =>
    item.kind === "message" ? item.bytes.toString() : item.kind === "keep-alive" ? "*" : item.reason,
  );
}

test("messages and keep-alives come out the same wherever the stream is cut", () => {
  const text = `${message("one")}\r\n\r\n${message("")}${message("three", "l : 5")}`;
  const expected = [message("one"), "*", message(""), message("three", "l : 5")];
  assert.deepEqual(feed(text), expected);
  const cuts = fc.array(fc.nat(text.length - 1), { maxLength: 12 });
  fc.assert(fc.property(cuts, (points) => assert.deepEqual(feed(text, points), expected)));
});

test("a single CRLF before a message is skipped (§7.5)", () => {
  assert.deepEqual(feed(`\r\n${message("x")}`), [message("x")]);
});

test("what leaves the next message's start unknown breaks the stream (§18.3)", () => {
  assert.deepEqual(feed(message("x", "X: y")), ["no usable Content-Length"]);
  assert.deepEqual(feed(message("x", "Content-Length: -1")), ["no usable Content-Length"]);
  assert.deepEqual(feed(message("x", "Content-Length: 1\r\nl: 2")), ["no usable Content-Length"]);
});

test("size limits hold for the head, the whole, and a head that never ends", () => {
  assert.deepEqual(feed(message("x".repeat(2_000))), ["message too large"]);
  assert.deepEqual(feed("A".repeat(1_001)), ["head too large"]);
  assert.deepEqual(feed("A".repeat(900)), []);
});
