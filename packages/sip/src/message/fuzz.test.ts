import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTortureMessage, tortureCases } from "../test-support/torture-messages.ts";
import {
  buildResponse,
  checkRequest,
  checkResponse,
  emptyFramer,
  frame,
  parseMessage,
  serializeMessage,
  stampTopVia,
} from "./index.ts";

const seeds = tortureCases.map((each) => readTortureMessage(each));
const source = { address: "192.0.2.1", port: 5060 };

/** Everything the stack does with bytes from a stranger before it trusts them. */
function digest(bytes: Buffer): void {
  frame(emptyFramer, bytes, 65_536);
  const parsed = parseMessage(bytes);
  if (!parsed.ok) return;
  const message = parsed.value;
  void [message.contact, message.sdp, message.contentType, message.toTag, message.list("route")];
  if (message.kind === "response") {
    if (checkResponse(message).kind === "valid")
      void [message.from, message.to, message.cseq, message.topVia];
    return;
  }
  const verdict = checkRequest(message);
  const stamped = stampTopVia(message, source);
  const again = parseMessage(serializeMessage(buildResponse(stamped, 400, { toTag: "t" })));
  assert.ok(again.ok, "an answer to anything that parses can be parsed");
  if (verdict.kind !== "valid") return;
  void [message.from, message.to, message.cseq, message.topVia, message.parsedUri];
  const copy = parseMessage(serializeMessage(stamped));
  assert.ok(copy.ok && copy.value.kind === "request" && checkRequest(copy.value).kind === "valid");
}

test("random bytes never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => digest(Buffer.from(bytes))),
    { numRuns: 2_000 },
  );
});

type Mutation = { at: number; remove: number; insert: string };
const fragments = [
  "\r\n",
  "\r",
  "\n",
  ";",
  ",",
  '"',
  "<",
  ">",
  "\\",
  "%",
  "=",
  ":",
  "@",
  "\u0000",
  " ",
  "[",
  "]",
  "SIP/2.0",
  "Via:",
  "9".repeat(30),
  "\u00e9",
];
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(4_000),
  remove: fc.nat(6),
  insert: fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 4 })),
});

test("mutated messages never throw, and what passes the check stays valid when written again", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(mutation, { minLength: 1, maxLength: 6 }),
      (seed, mutations) => {
        let text = seed.toString("latin1");
        for (const { at, remove, insert } of mutations) {
          const index = at % text.length;
          text = text.slice(0, index) + insert + text.slice(index + remove);
        }
        digest(Buffer.from(text, "latin1"));
      },
    ),
    { numRuns: 4_000 },
  );
});
