import assert from "node:assert/strict";
import { test } from "node:test";
import { answerIsAcceptable, offerForTrunk } from "./trunk-offer.ts";

const offer = [
  "v=0",
  "m=audio 4000 RTP/AVP 8 0 101",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:101 telephone-event/8000",
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:key",
  "a=sendrecv",
  "",
].join("\r\n");
const lines = (text: string) => text.split("\r\n").filter((line) => /^m=|PCM|crypto/.test(line));

test("codecs in the trunk's order, others gone, telephone-event kept", () => {
  assert.deepEqual(lines(offerForTrunk(offer, { codecs: ["PCMU"], mediaEncryption: "none" })), [
    "m=audio 4000 RTP/AVP 0 101",
    "a=rtpmap:0 PCMU/8000",
  ]);
  const both = offerForTrunk(offer, { codecs: ["PCMU", "PCMA"], mediaEncryption: "none" });
  assert.equal(lines(both)[0], "m=audio 4000 RTP/AVP 0 8 101");
  assert.match(both, /telephone-event[^]*a=sendrecv\r\n$/);
});

test("keys are offered as the trunk's encryption says", () => {
  const optional = lines(offerForTrunk(offer, { codecs: ["PCMA"], mediaEncryption: "sdes-srtp-optional" }));
  const required = lines(offerForTrunk(offer, { codecs: ["PCMA"], mediaEncryption: "sdes-srtp-required" }));
  assert.deepEqual([optional[0], optional.at(-1)?.slice(0, 9)], ["m=audio 4000 RTP/AVP 8 101", "a=crypto:"]);
  assert.deepEqual([required[0], required.at(-1)?.slice(0, 9)], ["m=audio 4000 RTP/SAVP 8 101", "a=crypto:"]);
});

test("an answer in the clear is refused only where sound must be encrypted", () => {
  assert.equal(answerIsAcceptable("m=audio 1 RTP/AVP 8\r\n", "sdes-srtp-required"), false);
  assert.equal(
    answerIsAcceptable("m=audio 1 RTP/SAVP 8\r\na=crypto:1 x inline:k\r\n", "sdes-srtp-required"),
    true,
  );
  assert.equal(answerIsAcceptable("m=audio 1 RTP/AVP 8\r\n", "sdes-srtp-optional"), true);
});
