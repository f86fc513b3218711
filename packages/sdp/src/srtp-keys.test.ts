import assert from "node:assert/strict";
import { test } from "node:test";
import { agree, answerOffer, makeOffer, parseSdp } from "./index.ts";
import type { LocalEndpoint, LocalSrtp, SessionDescription } from "./index.ts";

const origin = { id: "1", version: 1 };

function endpoint(policy: LocalSrtp["policy"], fill: number): LocalEndpoint {
  const material = new Uint8Array(30).fill(fill);
  return { address: "192.0.2.1", port: 20_000, webrtc: undefined, srtp: { policy, material } };
}

function parsed(text: string): SessionDescription {
  const description = parseSdp(text);
  assert.ok(description.ok);
  return description.value;
}

function offerWith(protocol: string, ...lines: string[]): SessionDescription {
  const head = ["v=0", "o=- 1 1 IN IP4 192.0.2.9", "s=-", "c=IN IP4 192.0.2.9", "t=0 0"];
  return parsed(`${[...head, `m=audio 4000 ${protocol} 8`, ...lines].join("\r\n")}\r\n`);
}

const key30 = Buffer.alloc(30, 7).toString("base64");

test("both sides take the strongest suite, each with its own key", () => {
  const offer = makeOffer(origin, endpoint("required", 1));
  assert.match(offer, /m=audio 20000 RTP\/SAVP 8/);
  const answer = answerOffer(origin, endpoint("none", 2), parsed(offer));
  assert.ok(answer.ok);
  assert.match(answer.value.text, /m=audio 20000 RTP\/SAVP 8/);
  assert.equal(answer.value.text.match(/a=crypto:/g)?.length, 1);
  const agreed = agree(parsed(answer.value.text), endpoint("required", 1));
  assert.ok(agreed.ok);
  const [ours, theirs] = [agreed.value.sdes, answer.value.agreed.sdes];
  assert.equal(ours?.suite, "AEAD_AES_128_GCM");
  assert.deepEqual([ours?.localKey, ours?.remoteKey], [theirs?.remoteKey, theirs?.localKey]);
  assert.notEqual(ours?.localKey, ours?.remoteKey);
});

test("an optional offer is a line of plain RTP, and an answer without keys means plain RTP", () => {
  const ours = endpoint("optional", 1);
  assert.match(makeOffer(origin, ours), /m=audio 20000 RTP\/AVP 8/);
  const agreed = agree(offerWith("RTP/AVP"), ours);
  assert.ok(agreed.ok);
  assert.equal(agreed.value.sdes, undefined);
});

test("the first usable line is answered under its tag; lifetime and unknown suites do no harm", () => {
  const offer = offerWith(
    "RTP/SAVP",
    `a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:${Buffer.alloc(46).toString("base64")}`,
    `a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${key30}|2^20|1:4`,
    `a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:${key30} UNENCRYPTED_SRTP`,
    `a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:${key30}|2^31`,
  );
  const answer = answerOffer(origin, endpoint("none", 2), offer);
  assert.ok(answer.ok);
  assert.match(answer.value.text, /a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:/);
  assert.equal(answer.value.agreed.sdes?.remoteKey, key30);
});

test("keys of the wrong length and lines that nobody can read are no keys", () => {
  for (const value of ["inline:AAAA", "inline:", "clear:x", `inline:${key30}!`]) {
    assert.equal(
      offerWith("RTP/SAVP", `a=crypto:1 AES_CM_128_HMAC_SHA1_80 ${value}`).audio?.crypto.length,
      0,
    );
  }
});

test("what cannot be encrypted as asked is refused", () => {
  const unknown = answerOffer(origin, endpoint("none", 2), offerWith("RTP/SAVP"));
  assert.ok(!unknown.ok && unknown.error.kind === "no-common-encryption");
  const plain = answerOffer(origin, endpoint("required", 2), offerWith("RTP/AVP"));
  assert.ok(!plain.ok && plain.error.kind === "no-common-encryption");
});
