import assert from "node:assert/strict";
import { test } from "node:test";
import { answerIsAcceptable, offerForTrunk } from "./trunk-offer.ts";

const offer = [
  "v=0",
  "m=audio 4000 RTP/AVP 8 0 9 111 101 110",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:9 G722/8000",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:101 telephone-event/8000",
  "a=fmtp:101 0-15",
  "a=rtpmap:110 telephone-event/48000",
  "a=fmtp:110 0-15",
  "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:key",
  "a=sendrecv",
  "",
].join("\r\n");
const lines = (text: string) =>
  text.split("\r\n").filter((line) => /^m=|PCM|crypto|opus|G722|:1\d\d/.test(line));

test("codecs in the trunk's order, others gone, telephone-event of their clocks kept", () => {
  assert.deepEqual(lines(offerForTrunk(offer, { codecs: ["PCMU"], mediaEncryption: "none", dtmf: "auto" })), [
    "m=audio 4000 RTP/AVP 0 101",
    "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:101 telephone-event/8000",
    "a=fmtp:101 0-15",
  ]);
  const wide = offerForTrunk(offer, { codecs: ["opus", "G722"], mediaEncryption: "none", dtmf: "auto" });
  assert.deepEqual(lines(wide), [
    "m=audio 4000 RTP/AVP 111 9 110 101",
    "a=rtpmap:9 G722/8000",
    "a=rtpmap:111 opus/48000/2",
    "a=fmtp:111 minptime=10;useinbandfec=1",
    "a=rtpmap:101 telephone-event/8000",
    "a=fmtp:101 0-15",
    "a=rtpmap:110 telephone-event/48000",
    "a=fmtp:110 0-15",
  ]);
  const both = offerForTrunk(offer, { codecs: ["PCMU", "PCMA"], mediaEncryption: "none", dtmf: "auto" });
  assert.equal(lines(both)[0], "m=audio 4000 RTP/AVP 0 8 101");
  assert.match(both, /telephone-event[^]*a=sendrecv\r\n$/);
});

test("keys are offered as the trunk's encryption says", () => {
  const optional = lines(
    offerForTrunk(offer, { codecs: ["PCMA"], mediaEncryption: "sdes-srtp-optional", dtmf: "auto" }),
  );
  const required = lines(
    offerForTrunk(offer, { codecs: ["PCMA"], mediaEncryption: "sdes-srtp-required", dtmf: "auto" }),
  );
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

test("a trunk that wants tones or INFO is offered no telephone events", () => {
  for (const dtmf of ["in-band", "info"] as const) {
    const offered = lines(offerForTrunk(offer, { codecs: ["PCMA"], mediaEncryption: "none", dtmf }));
    assert.deepEqual(offered, ["m=audio 4000 RTP/AVP 8", "a=rtpmap:8 PCMA/8000"]);
  }
});
