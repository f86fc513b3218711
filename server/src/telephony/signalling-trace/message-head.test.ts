import assert from "node:assert/strict";
import { test } from "node:test";
import { callIdOf, firstLineOf, isInvite } from "./message-head.ts";

test("the Call-ID is found however a peer writes it", () => {
  const found = (line: string) =>
    callIdOf(`INVITE sip:a@b SIP/2.0\r\nVia: x\r\n${line}\r\nCSeq: 1 INVITE\r\n\r\n`);
  for (const line of [
    "Call-ID: c@1",
    "Call-ID:c@1",
    "call-id : c@1",
    "i: c@1",
    "I:\tc@1",
    "CALL-ID:   c@1  ",
  ]) {
    assert.equal(found(line), "c@1", line);
  }
  assert.equal(found("Call-Info: c@1"), undefined);
  assert.equal(callIdOf("SIP/2.0 200 OK\nCall-ID: c@1\nTo: x\n\n"), "c@1");
  assert.equal(callIdOf("Call-ID"), undefined);
});

test("first lines are told from what follows", () => {
  assert.equal(firstLineOf("SIP/2.0 200 OK\r\nVia: x\r\n"), "SIP/2.0 200 OK");
  assert.equal(firstLineOf("garbage"), "garbage");
  assert.deepEqual(["INVITE sip:a SIP/2.0", "INVITED x", "SIP/2.0 200"].map(isInvite), [true, false, false]);
});
