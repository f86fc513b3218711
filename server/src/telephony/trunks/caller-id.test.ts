import assert from "node:assert/strict";
import { test } from "node:test";
import { callerIdentity } from "./caller-id.ts";
import type { CallerId } from "./caller-id.ts";
import { testTrunk } from "./testing/test-trunk.ts";
import type { Trunk } from "./trunk.ts";

const agent: CallerId = { number: "1001", displayName: "Li", withheld: false };
const outside: CallerId = { number: "+8613800138000", displayName: "Wang", withheld: false };
const own = "+862155550000";
const identity = (trunk: Partial<Trunk>, caller: CallerId) =>
  callerIdentity(testTrunk(trunk), caller, "carrier.example");

test("an extension means nothing outside: the trunk's number is shown, or our user name there", () => {
  const shown = (more: Partial<Trunk>) => identity(more, agent).from.uri;
  assert.equal(shown({ callerId: { rule: "from-agent", number: own } }), "sip:+862155550000@carrier.example");
  assert.equal(shown({ username: "acct7" }), "sip:acct7@carrier.example");
  assert.equal(shown({}), "sip:carrier.example");
});

test("each rule shows what it says, as the trunk writes numbers", () => {
  const national = { numbersOut: "national" } as const;
  const fixed = identity({ ...national, callerId: { rule: "fixed", number: own } }, outside);
  assert.deepEqual(fixed.from, { uri: "sip:02155550000@carrier.example" });
  const passed = identity({ ...national, callerId: { rule: "pass-through", number: own } }, outside);
  assert.deepEqual(passed.from, { uri: "sip:13800138000@carrier.example", displayName: "Wang" });
  assert.equal(identity({ callerId: { rule: "from-agent", number: own } }, outside).shown, outside.number);
});

test("a withheld number is in no From, but a carrier that wants it is told and asked to keep it (RFC 3325 §9.3)", () => {
  const callerId = { rule: "from-agent", number: own } as const;
  for (const result of [
    identity({ callerId, sendAssertedIdentity: true }, { ...outside, withheld: true }),
    identity({ callerId: { rule: "anonymous", number: outside.number }, sendAssertedIdentity: true }, agent),
  ]) {
    assert.deepEqual(result.from, { uri: "sip:anonymous@anonymous.invalid", displayName: "Anonymous" });
    assert.deepEqual(result.headers, [
      ["P-Asserted-Identity", "<sip:+8613800138000@carrier.example>"],
      ["Privacy", "id"],
    ]);
    assert.equal(result.shown, "");
  }
  assert.deepEqual(identity({ callerId }, { ...outside, withheld: true }).headers, [["Privacy", "id"]]);
});
