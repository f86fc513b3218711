import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agree,
  answerOffer,
  makeOffer,
  offerAgain,
  parseSdp,
  phoneCodecs,
  srtpMaterialLength,
} from "./index.ts";
import type { LocalEndpoint, LocalSrtp, SessionDescription } from "./index.ts";

const origin = { id: "1", version: 1 };

function endpoint(policy: LocalSrtp["policy"], fill: number): LocalEndpoint {
  const material = Uint8Array.from({ length: srtpMaterialLength }, (_, index) => index + fill);
  return {
    address: "192.0.2.1",
    port: 20_000,
    webrtc: undefined,
    srtp: { policy, material },
    codecs: phoneCodecs,
  };
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
  assert.equal(ours?.suite, "AEAD_AES_256_GCM");
  assert.deepEqual([ours?.localKey, ours?.remoteKey], [theirs?.remoteKey, theirs?.localKey]);
  assert.notEqual(ours?.localKey, ours?.remoteKey);
});

test("offered again, a line has the suite that was agreed, with another key, and plain RTP stays plain", () => {
  const theirs = parsed(makeOffer(origin, endpoint("required", 1)));
  const before = answerOffer(origin, endpoint("none", 2), theirs);
  assert.ok(before.ok);
  const elsewhere = endpoint("none", 3);
  const again = offerAgain(origin, elsewhere, before.value.agreed, theirs);
  const answer = answerOffer(origin, endpoint("none", 4), parsed(again));
  assert.ok(answer.ok && answer.value.agreed.sdes);
  const after = agree(parsed(answer.value.text), elsewhere);
  assert.ok(after.ok && after.value.sdes);
  assert.equal(after.value.sdes.suite, before.value.agreed.sdes?.suite);
  assert.notEqual(after.value.sdes.localKey, before.value.agreed.sdes?.localKey);
  assert.equal(after.value.sdes.remoteKey, answer.value.agreed.sdes.localKey);

  const plain = offerWith("RTP/AVP");
  const agreed = answerOffer(origin, endpoint("optional", 1), plain);
  assert.ok(agreed.ok);
  assert.doesNotMatch(offerAgain(origin, endpoint("optional", 2), agreed.value.agreed, plain), /crypto/);
});

test("an optional offer is a line of plain RTP, and an answer without keys means plain RTP", () => {
  const ours = endpoint("optional", 1);
  assert.match(makeOffer(origin, ours), /m=audio 20000 RTP\/AVP 8/);
  const agreed = agree(offerWith("RTP/AVP"), ours);
  assert.ok(agreed.ok);
  assert.equal(agreed.value.sdes, undefined);
});

test("an offer lists the suites strongest first, each with a key of its own and of its length", () => {
  const lines = makeOffer(origin, endpoint("required", 1)).match(/a=crypto:.*/g) ?? [];
  const keys = lines.map((line) => Buffer.from(/inline:(.*)/.exec(line)?.[1] ?? "", "base64"));
  assert.deepEqual(
    lines.map((line) => line.split(" ")[1]),
    ["AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"],
  );
  assert.deepEqual(
    lines.map((line, index) => [line.split(" ")[0], keys[index]?.length]),
    [44, 28, 30, 30].map((length, index) => [`a=crypto:${index + 1}`, length]),
  );
  assert.equal(
    Buffer.concat(keys).length,
    new Set(Buffer.concat(keys)).size,
    "no byte of the material twice",
  );
});

test("the strongest suite of theirs is answered, wherever it stands: phones list the short tag first", () => {
  const suites = ["AES_CM_128_HMAC_SHA1_32", "AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"];
  const lengths = [30, 30, 28];
  for (const count of [1, 2, 3]) {
    const lines = suites
      .slice(0, count)
      .map(
        (suite, i) => `a=crypto:${i + 5} ${suite} inline:${Buffer.alloc(lengths[i]!, i).toString("base64")}`,
      );
    const answer = answerOffer(origin, endpoint("none", 2), offerWith("RTP/SAVP", ...lines));
    assert.ok(answer.ok);
    assert.match(answer.value.text, new RegExp(`a=crypto:${count + 4} ${suites[count - 1]} inline:`));
    assert.equal(answer.value.agreed.sdes?.suite, suites[count - 1]);
  }
});

test("the first usable line of a suite is answered under its tag; lifetime and unknown suites do no harm", () => {
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

test("keys of the wrong length and lines that nobody can read are no keys, and it is said why", () => {
  const short = Buffer.alloc(28).toString("base64");
  for (const [value, problem] of [
    ["AES_CM_128_HMAC_SHA1_80 inline:AAAA", /SHA1_80 takes 30 bytes of key and salt, and 3 came/],
    [`AES_CM_128_HMAC_SHA1_32 inline:${short}`, /SHA1_32 takes 30 bytes of key and salt, and 28 came/],
    [`AEAD_AES_256_GCM inline:${short}`, /256_GCM takes 44 bytes of key and salt, and 28 came/],
    [`AEAD_AES_128_GCM inline:${key30}`, /128_GCM takes 28 bytes of key and salt, and 30 came/],
    ["AES_CM_128_HMAC_SHA1_80 inline:", /not "inline:" and base64/],
    ["AES_CM_128_HMAC_SHA1_80 clear:x", /not "inline:" and base64/],
    [`AES_CM_128_HMAC_SHA1_80 inline:${key30}!`, /not "inline:" and base64/],
    [`AES_CM_128_HMAC_SHA1_80 inline:${key30}|2^20|1:4`, /master key index/],
    [`AES_CM_128_HMAC_SHA1_80 inline:${key30} UNENCRYPTED_SRTP`, /parameters that are not known here/],
    [`AES_256_CM_HMAC_SHA1_80 inline:${key30}`, /no SRTP suite that is offered is known/],
  ] as const) {
    const offer = offerWith("RTP/SAVP", `a=crypto:1 ${value}`);
    assert.equal(offer.audio?.crypto.length, 0);
    const answer = answerOffer(origin, endpoint("none", 2), offer);
    assert.ok(!answer.ok && answer.error.kind === "no-common-encryption");
    assert.match(answer.error.message, problem);
    assert.ok(!answer.error.message.includes(key30) && !answer.error.message.includes(short));
  }
});

test("what cannot be encrypted as asked is refused", () => {
  const unknown = answerOffer(origin, endpoint("none", 2), offerWith("RTP/SAVP"));
  assert.ok(!unknown.ok && unknown.error.kind === "no-common-encryption");
  const plain = answerOffer(origin, endpoint("required", 2), offerWith("RTP/AVP"));
  assert.ok(!plain.ok && plain.error.kind === "no-common-encryption");
});
