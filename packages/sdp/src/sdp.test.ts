import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { agree, answerOffer, makeOffer, parseSdp } from "./index.ts";
import type { SessionDescription } from "./index.ts";

const origin = { id: "7", version: 1 };
const phone = { address: "192.0.2.1", port: 20_000, webrtc: undefined, srtp: undefined };
const browser = {
  ...phone,
  webrtc: { ufrag: "abcd", pwd: "p".repeat(24), fingerprint: { algorithm: "sha-256", value: "AA:BB" } },
};

function parsed(text: string): SessionDescription {
  const result = parseSdp(text);
  assert.ok(result.ok);
  return result.value;
}

const sdp = (...media: string[]) =>
  ["v=0", "o=- 1 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0", ...media].join("\r\n");

test("a phone's offer is answered with the first codec it named that we know", () => {
  const offer = parsed(
    sdp(
      "m=audio 4000 RTP/AVP 9 0 8 96",
      "a=rtpmap:9 G722/8000",
      "a=rtpmap:96 telephone-event/8000",
      "a=ptime:20",
    ),
  );
  const answer = answerOffer(origin, phone, offer);
  assert.ok(answer.ok);
  assert.deepEqual(answer.value.agreed, {
    codec: "PCMU",
    payloadType: 0,
    telephoneEvent: 96,
    remote: { address: "198.51.100.7", port: 4000 },
    webrtc: undefined,
    sdes: undefined,
    direction: "sendrecv",
  });
  assert.match(answer.value.text, /m=audio 20000 RTP\/AVP 0 96\r\n/);
});

test("other media lines are refused in their places", () => {
  const offer = parsed(sdp("m=video 5000 RTP/AVP 97", "m=audio 4000 RTP/AVP 8", "m=image 6000 udptl t38"));
  const answer = answerOffer(origin, phone, offer);
  assert.ok(answer.ok);
  assert.deepEqual(answer.value.text.match(/^m=.*$/gm), [
    "m=video 0 RTP/AVP 97",
    "m=audio 20000 RTP/AVP 8",
    "m=image 0 udptl t38",
  ]);
});

test("hold is seen in both spellings", () => {
  const hold = agree(parsed(sdp("m=audio 4000 RTP/AVP 8", "a=sendonly")), phone);
  assert.ok(hold.ok);
  assert.equal(hold.value.direction, "recvonly");
  const old = agree(parsed(sdp("m=audio 4000 RTP/AVP 8", "c=IN IP4 0.0.0.0")), phone);
  assert.ok(old.ok);
  assert.equal(old.value.direction, "recvonly");
  assert.equal(old.value.remote, undefined);
});

test("our offer to a browser has what JSEP asks for and reads back", () => {
  const text = makeOffer(origin, browser);
  const { audio } = parsed(text);
  assert.equal(audio?.transport, "webrtc");
  assert.equal(audio?.webrtc?.setup, "actpass");
  assert.deepEqual(
    audio?.codecs.map((each) => each.codec),
    ["PCMA", "PCMU"],
  );
  for (const line of ["a=ice-lite", "a=rtcp-mux", "a=mid:0", "a=group:BUNDLE 0", "a=end-of-candidates"]) {
    assert.ok(text.includes(`${line}\r\n`), line);
  }
});

test("a browser's offer without a fingerprint, and one without a codec of ours, are refused by kind", () => {
  const bare = agree(parsed(sdp("m=audio 9 UDP/TLS/RTP/SAVPF 8")), phone);
  assert.ok(!bare.ok && bare.error.kind === "no-audio");
  const opus = agree(parsed(sdp("m=audio 4000 RTP/AVP 111", "a=rtpmap:111 opus/48000/2")), phone);
  assert.ok(!opus.ok && opus.error.kind === "no-common-codec");
});

test("a name that looks like a number is a name all the same", () => {
  const odd = parsed(
    sdp("m=audio 4000 RTP/AVP 96", "a=rtpmap:96 0 8000", "a=rtpmap:96 7/8000", "c=IN IP4 7"),
  );
  assert.deepEqual(odd.audio?.codecs, []);
  assert.equal(odd.audio?.address, "7");
});

const phoneOffer = sdp(
  "m=audio 4000 RTP/AVP 8 0 101",
  "a=rtpmap:8 PCMA/8000",
  "a=fmtp:101 0-15",
  "a=sendonly",
);
const browserOffer = makeOffer(origin, browser);

test("no text makes the parser throw", () => {
  const text = fc.oneof(
    fc.string(),
    fc.nat(99).map(String),
    fc.constantFrom("\r\n", "=", " ", "/", ":", "a=", "m="),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(phoneOffer, browserOffer),
      text,
      fc.nat(600),
      fc.nat(20),
      (valid, junk, at, cut) => {
        parseSdp(junk);
        const place = at % valid.length;
        const damaged = parseSdp(valid.slice(0, place) + junk + valid.slice(place + cut));
        if (damaged.ok) answerOffer(origin, phone, damaged.value);
      },
    ),
    { numRuns: Number(process.env["FUZZ_RUNS"] ?? 500) },
  );
});
