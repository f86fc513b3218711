import assert from "node:assert/strict";
import { test } from "node:test";
import { redact } from "./redact.ts";

const message = (
  lines: readonly string[],
  body: readonly string[] = [],
  first = "INVITE sip:4000@t SIP/2.0",
) => [first, "Call-ID: c1", ...lines, "CSeq: 1 INVITE", "", ...body, ""].join("\r\n");

/** Each line as a peer may write it; SECRET is what must not be left. */
const secretLines = [
  'Authorization: Digest username="1001", realm="t", nonce="n", response="SECRET", cnonce="SECRET"',
  'authorization : Digest username="1001",response="SECRET"',
  'AUTHORIZATION:Digest\r\n username="1001",\r\n\tresponse="SECRET"',
  "Authorization: Bearer SECRET",
  'Authorization: Digest response="SECRET username="',
  'Proxy-Authorization: Digest username="1001", response="SECRET"',
  'Authentication-Info: rspauth="SECRET", nextnonce="SECRET"',
  'Proxy-Authentication-Info: rspauth="SECRET"',
  "Identity: eyJSECRET.SECRET.SECRET;info=<https://c/x.pem>",
  "y: eyJSECRET",
  "From: <sip:1001:SECRET@t>;tag=1",
  'Contact: "A: b" <sips:1001:SECRET@10.0.0.1:5061;transport=tls>',
  "Call-Info: <https://user:SECRET@pictures/1.png>",
  "Refer-To: <sip:1002@t?Authorization=Digest%20SECRET&Replaces=1>",
];

for (const line of secretLines) {
  test(`nothing secret is left of ${JSON.stringify(line)}`, () => {
    const text = redact(message([line], ["v=0"]));
    assert.ok(!text.includes("SECRET"), text);
    assert.ok(text.includes("[removed]"), text);
    assert.match(text, /^INVITE sip:4000@t SIP\/2\.0\r\nCall-ID: c1\r\n/);
    assert.ok(text.endsWith("\r\nCSeq: 1 INVITE\r\n\r\nv=0\r\n"), "what surrounds it stays");
  });
}

const secretBodyLines = [
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRETSECRET|2^20|1:4",
  "a=crypto: 2 AES_256_CM_HMAC_SHA1_80 inline:SECRET",
  "a=crypto:1 F8_128_HMAC_SHA1_80 inline:SECRET|2^20|1:4;inline:SECRET|SECRET FEC_KEY=inline:SECRET|2^20",
  "a=crypto:1 NEW_SUITE other:SECRET|SECRET;SECRET",
  "a=ice-pwd:SECRETSECRETSECRETSECRET",
  "A=ICE-PWD:SECRET",
  "a=key-mgmt:mikey SECRET",
  "k=clear:SECRET",
];

for (const line of secretBodyLines) {
  test(`nothing secret is left of the body line ${line}, and the body keeps its length`, () => {
    const whole = message([], ["v=0", line, "a=sendrecv"]);
    const text = redact(whole);
    assert.ok(!text.includes("SECRET"), text);
    assert.equal(text.length, whole.length);
    assert.ok(text.endsWith("\r\na=sendrecv\r\n"));
  });
}

test("pressed keys are removed from INFO, alone and as a signal", () => {
  const info = "INFO sip:1001@t SIP/2.0";
  assert.ok(redact(message([], ["Signal=5", "Duration=160"], info)).endsWith("Signal=x\r\nDuration=160\r\n"));
  assert.ok(redact(message([], ["signal = #"], info)).endsWith("signal = x\r\n"));
  assert.ok(redact(message([], ["42"], info)).endsWith("\r\n\r\nxx\r\n"));
});

test("the request line loses its password, and a peer's bare line feeds hide nothing", () => {
  assert.match(
    redact(message([], [], "INVITE sip:1:SECRET@t SIP/2.0")),
    /^INVITE sip:1:\[removed\]@t SIP\/2\.0/,
  );
  const bare = message(["Authorization: Bearer SECRET"], ["a=ice-pwd:SECRET"]).replaceAll("\r\n", "\n");
  assert.ok(!redact(bare).includes("SECRET"));
});

test("what a fault is found by stays: challenge, user, realm, addresses, fingerprints", () => {
  const lines = [
    'WWW-Authenticate: Digest realm="t", nonce="abc", algorithm=MD5',
    "P-Asserted-Identity: <sip:13800138000@carrier:5060>",
    "Identity-Info: <https://c/x.pem>",
    "Contact: <sip:[2001:db8::1]:5060;ob>",
    "Via: SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK1",
  ];
  const body = [
    "a=fingerprint:sha-256 AB:CD",
    "a=ice-ufrag:abcd",
    "a=candidate:1 1 udp 1 10.0.0.1 9 typ host",
  ];
  assert.equal(redact(message(lines, body)), message(lines, body));
  const answer = 'Authorization: Digest username="1001", realm="t", response="x"';
  assert.match(
    redact(message([answer])),
    /\r\nAuthorization: Digest username="1001", realm="t", \[removed\]\r\n/,
  );
});

test("no text makes it throw or lose its first line", () => {
  for (const odd of [
    "",
    "\r\n\r\n",
    "a",
    "Authorization",
    "Authorization:",
    "INVITE\r\n :",
    "y:\n\n",
    ":::::@",
  ]) {
    assert.equal(typeof redact(odd), "string");
  }
});
