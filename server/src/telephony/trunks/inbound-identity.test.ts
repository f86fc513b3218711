import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMessage } from "@tandem/sip";
import type { SipRequest } from "@tandem/sip";
import { inboundIdentity } from "./inbound-identity.ts";
import { testTrunk } from "./testing/test-trunk.ts";

const invite = (
  from: string,
  more: readonly string[] = [],
  uri = "sip:02155550000@us.example",
): SipRequest => {
  const lines = [
    `INVITE ${uri} SIP/2.0`,
    "Via: SIP/2.0/UDP c.example;branch=z9hG4bKa",
    `From: ${from};tag=1`,
  ];
  lines.push("To: <sip:+862188880000@us.example>", "Call-ID: a", "CSeq: 1 INVITE", ...more, "", "");
  const parsed = parseMessage(Buffer.from(lines.join("\r\n")));
  assert.ok(parsed.ok && parsed.value.kind === "request");
  return parsed.value;
};
const trusted = testTrunk({ trustAssertedIdentity: true });
const stranger = testTrunk();
const identify = (request: SipRequest, trunk = stranger, toContact = false) =>
  inboundIdentity(request, trunk, toContact);

test("numbers are kept in E.164 and as they were written", () => {
  const { ani, dnis, original, displayName } = identify(invite('"Wang" <sip:13800138000@c.example>'));
  assert.deepEqual([ani, dnis, displayName], ["+8613800138000", "+862155550000", "Wang"]);
  assert.deepEqual(original, { ani: "13800138000", dnis: "02155550000" });
});

test("P-Asserted-Identity counts only from a trunk that is trusted", () => {
  const request = invite("<sip:10086@c.example>", [
    'P-Asserted-Identity: "Wang" <sip:13800138000@c.example>, <tel:+8613800138000>',
  ]);
  assert.equal(identify(request, trusted).ani, "+8613800138000");
  assert.equal(identify(request).ani, "10086");
  const unreadable = invite("<sip:10086@c.example>", ["P-Asserted-Identity: <sip:"]);
  assert.equal(identify(unreadable, trusted).ani, "10086");
  const tel = invite("<sip:10086@c.example>", ["P-Asserted-Identity: <tel:+862166660000>"]);
  assert.equal(identify(tel, trusted).ani, "+862166660000");
});

test("whoever withholds the number is not shown, also where a trusted carrier told us", () => {
  const told = "P-Asserted-Identity: <sip:13800138000@c.example>";
  const requests = [
    invite('"Anonymous" <sip:anonymous@anonymous.invalid>', [told]),
    invite("<sip:13800138000@c.example>", [told, "Privacy: id; critical"]),
    invite("<sip:unavailable@unknown.invalid>", [told]),
    invite("<sip:Restricted@c.example>", [told]),
    invite("<sip:c.example@anonymous.invalid>", [told]),
  ];
  for (const request of requests) {
    const { ani, withheld, original, displayName } = identify(request, trusted);
    assert.deepEqual(
      { ani, withheld, original: original.ani, displayName },
      { ani: "", withheld: true, original: "", displayName: undefined },
    );
  }
  assert.equal(identify(invite("<sip:13800138000@c.example>", ["Privacy: none"])).withheld, false);
});

test("a call to the contact we registered says elsewhere which number was dialled", () => {
  const toContact = (more: string[] = []) =>
    identify(invite("<sip:1@c.example>", more, "sip:tk0a@us.example"), stranger, true).dnis;
  assert.equal(toContact(), "+862188880000");
  assert.equal(toContact(["P-Called-Party-ID: <sip:+862177770000@us.example>"]), "+862177770000");
});
