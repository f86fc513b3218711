import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNotOf } from "./peer-certificate.ts";

const certificate = (subjectaltname: string | undefined, commonName = "cn.example") =>
  ({ subject: { CN: commonName }, subjectaltname }) as Parameters<typeof whyNotOf>[1];

test("which names of a certificate stand for a SIP domain (RFC 5922 §7)", () => {
  const cases: readonly (readonly [domain: string, names: string | undefined, good: boolean, why: string])[] =
    [
      ["example.com", "DNS:example.com", true, "a DNS name"],
      ["Example.COM", "DNS:eXample.com", true, "in any case"],
      ["example.com", "DNS:sip.example.com", false, "not a host below it"],
      ["example.com", "URI:sip:example.com, DNS:other.com", true, "a SIP URI"],
      ["other.com", "URI:sip:example.com, DNS:other.com", false, "DNS names count only without SIP URIs"],
      ["example.com", "URI:sip:ann@example.com", false, "a URI with a user is a person's"],
      ["example.com", "URI:https://example.com, DNS:example.com", true, "other URIs are nothing"],
      ["sip.example.com", "DNS:*.example.com", false, "wildcards do not match (§7.2)"],
      ["cn.example", undefined, true, "the common name, when there is nothing else"],
      ["cn.example", "DNS:example.com", false, "and only then"],
      ["192.0.2.1", "IP Address:192.0.2.1", true, "an address is an IP name"],
      ["192.0.2.1", "DNS:192.0.2.1", false, "and no DNS name"],
      ["::1", "IP Address:0:0:0:0:0:0:0:1", true, "IPv6 in any form"],
      ["evil.com", 'DNS:"evil.com, DNS:x"', false, "what is quoted is no name"],
    ];
  for (const [domain, names, good, why] of cases)
    assert.equal(whyNotOf(domain, certificate(names), undefined) === undefined, good, why);
  assert.equal(
    whyNotOf("example.com", certificate("DNS:a.example, DNS:b.example"), undefined),
    "the certificate does not name example.com, it names a.example, b.example",
  );
});

test("a wildcard counts for one label where the destination allows it", () => {
  const wild = certificate("DNS:*.example.com");
  const trust = { acceptsWildcards: true };
  assert.equal(whyNotOf("sip.example.com", wild, trust), undefined);
  assert.notEqual(whyNotOf("a.b.example.com", wild, trust), undefined);
  assert.notEqual(whyNotOf("example.com", wild, trust), undefined);
});
