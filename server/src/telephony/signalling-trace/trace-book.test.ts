import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { CallId, LegId, TenantId } from "@tandem/kernel";
import { sampleMessage } from "./testing/messages.ts";
import { TraceBook } from "./trace-book.ts";
import type { SeenMessage } from "./trace-book.ts";
import { repeats } from "./traced-call.ts";
import type { LegClaim } from "./traced-call.ts";

const own = { address: "192.0.2.1", port: 5060 };
const tenantId = newId<TenantId>();
const limits = { messagesPerCall: 4, charactersPerCall: 100_000, heldCharacters: 2000 };

function seen(at: number, text: string, direction: "in" | "out" = "in"): SeenMessage {
  return { at, direction, transport: "udp", address: "192.0.2.10", port: 5070, text };
}

function leg(callId: CallId, sipCallId: string): LegClaim {
  const legId = newId<LegId>();
  return { tenantId, callId, legId, kind: "caller", agentId: undefined, party: "1", sipCallId };
}

const invite = sampleMessage("INVITE sip:4000@t SIP/2.0");
const lines = (messages: readonly { text: string }[] = []) =>
  messages.map(({ text }) => text.split("\r\n", 1)[0]);

test("what came before the claim and after it are one call, legs together in the order of the wire", () => {
  const book = new TraceBook(own);
  const callId = newId<CallId>();
  book.take("c1", seen(1000, invite));
  book.take("c1", seen(1001, "SIP/2.0 401 Unauthorized", "out"));
  book.take("c2", seen(1005, invite, "out"));
  book.claim(leg(callId, "c1"), 1010);
  book.take("c1", seen(1020, "ACK"));
  book.claim(leg(callId, "c2"), 1030);
  book.take("c2", seen(1040, "SIP/2.0 200 OK"));
  const traced = book.peek(callId);
  assert.deepEqual(
    traced?.messages.map(({ at, leg: index }) => [at, index]),
    [
      [1000, 0],
      [1001, 0],
      [1005, 1],
      [1020, 0],
      [1040, 1],
    ],
  );
  assert.equal(book.callOf("c2"), callId);
  assert.equal(book.heldCharacters, 0);
});

test("only an INVITE is held for a claim; it is let go after 40 s", () => {
  const book = new TraceBook(own);
  book.take("c1", seen(0, "BYE sip:a SIP/2.0"));
  assert.equal(book.heldCharacters, 0);
  assert.equal(book.wants("c1", "SIP/2.0 200 OK"), false);
  book.take("c1", seen(0, invite));
  assert.equal(book.wants("c1", "SIP/2.0 200 OK"), true);
  book.complete(39_999);
  assert.equal(book.heldCharacters, invite.length);
  book.complete(40_000);
  assert.equal(book.heldCharacters, 0);
  const callId = newId<CallId>();
  book.claim(leg(callId, "c1"), 40_001);
  assert.deepEqual(book.peek(callId)?.messages, []);
});

test("a flood of INVITEs that become no call stays within its room, the oldest give way", () => {
  const book = new TraceBook(own, limits);
  for (let each = 0; each < 1000; each++) book.take(`c${each}`, seen(each, invite));
  assert.ok(book.heldCharacters <= limits.heldCharacters);
  const callId = newId<CallId>();
  book.claim(leg(callId, "c999"), 1000);
  assert.equal(book.peek(callId)?.messages.length, 1);
});

test("a call above its limits keeps its beginning and counts the rest", () => {
  const book = new TraceBook(own, limits);
  const callId = newId<CallId>();
  book.claim(leg(callId, "c1"), 0);
  for (let each = 0; each < 6; each++) book.take("c1", seen(each, `OPTIONS ${each}`));
  assert.deepEqual(lines(book.peek(callId)?.messages), ["OPTIONS 0", "OPTIONS 1", "OPTIONS 2", "OPTIONS 3"]);
  assert.equal(book.peek(callId)?.cut, 2);
  const large = newId<CallId>();
  book.claim(leg(large, "c2"), 0);
  book.take("c2", seen(0, "x".repeat(100_001)));
  assert.deepEqual([book.peek(large)?.messages.length, book.peek(large)?.cut], [0, 1]);
});

test("a call is complete after 5 s of silence behind its end, and after 40 s in any case", () => {
  const book = new TraceBook(own);
  const [quiet, restless] = [newId<CallId>(), newId<CallId>()];
  book.claim(leg(quiet, "c1"), 0);
  book.claim(leg(restless, "c2"), 0);
  assert.deepEqual(book.complete(1_000_000), [], "a call that goes on is never complete");
  book.end(quiet, 1_000_000);
  book.end(restless, 1_000_000);
  for (let at = 1_000_000; at < 1_050_000; at += 4000) {
    book.take("c2", seen(at, "BYE"));
    const complete = book.complete(at + 1000).map(({ callId }) => callId);
    if (at === 1_004_000) assert.deepEqual(complete, [quiet]);
    else assert.deepEqual(complete, at === 1_040_000 ? [restless] : []);
  }
  assert.equal(book.size, 0);
  assert.equal(book.wants("c2", "BYE"), false, "its Call-IDs are forgotten with it");
});

test("a stopping node closes calls that go on", () => {
  const book = new TraceBook(own);
  const callId = newId<CallId>();
  book.take("c1", seen(0, invite));
  book.claim(leg(callId, "c1"), 0);
  assert.deepEqual(
    book.closeAll().map(({ messages }) => messages.length),
    [1],
  );
  assert.equal(book.size, 0);
});

test("a retransmission is the same text in the same direction on the same leg", () => {
  const message = (text: string, direction: "in" | "out", index: number) => ({
    ...seen(0, text, direction),
    leg: index,
  });
  const wire = [
    message("A", "in", 0),
    message("A", "in", 0),
    message("A", "out", 0),
    message("A", "in", 1),
    message("B", "in", 0),
  ];
  assert.deepEqual(repeats(wire), [false, true, false, false, false]);
});
