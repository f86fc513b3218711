import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  agree,
  allCodecs,
  answerOffer,
  browserCodecs,
  makeOffer,
  offerAgain,
  parseSdp,
  phoneCodecs,
} from "./index.ts";
import type { Codec, SessionDescription } from "./index.ts";

const origin = { id: "7", version: 1 };
const phone = { address: "192.0.2.1", port: 20_000, webrtc: undefined, srtp: undefined, codecs: phoneCodecs };
const browser = {
  ...phone,
  codecs: browserCodecs,
  webrtc: { ufrag: "abcd", pwd: "p".repeat(24), fingerprint: { algorithm: "sha-256", value: "AA:BB" } },
};

function parsed(text: string): SessionDescription {
  const result = parseSdp(text);
  assert.ok(result.ok);
  return result.value;
}

const sdp = (...media: string[]) =>
  ["v=0", "o=- 1 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0", ...media].join("\r\n");

test("a phone's offer is answered with the best codec of ours that it named", () => {
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
    codec: "PCMA",
    payloadType: 8,
    telephoneEvent: { payloadType: 96, clockRateHz: 8000 },
    remote: { address: "198.51.100.7", port: 4000 },
    webrtc: undefined,
    sdes: undefined,
    rtcpMux: false,
    direction: "sendrecv",
  });
  assert.match(answer.value.text, /m=audio 20000 RTP\/AVP 8 96\r\n/);
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

test("what was agreed is offered again from another place: the same lines, formats and names", () => {
  const offer = parsed(
    sdp(
      "m=video 5000 RTP/AVP 97",
      "m=audio 4000 RTP/AVP 8 0 96",
      "a=rtpmap:96 telephone-event/8000",
      "a=sendonly",
    ),
  );
  const answered = answerOffer(origin, phone, offer);
  assert.ok(answered.ok);
  const again = offerAgain(
    { ...origin, version: 2 },
    { ...phone, port: 20_002 },
    answered.value.agreed,
    offer,
  );
  assert.deepEqual(again.match(/^m=.*$/gm), ["m=video 0 RTP/AVP 97", "m=audio 20002 RTP/AVP 8 96"]);
  assert.match(again, /^o=tandem 7 2 /m);
  assert.match(again, /^a=sendrecv\r$/m);
});

test("a browser is offered other credentials under the name that its line has", () => {
  const theirs = parsed(makeOffer(origin, browser).replaceAll(/(mid:|BUNDLE )0/g, "$1audio"));
  const answered = answerOffer(origin, browser, theirs);
  assert.ok(answered.ok);
  const webrtc = { ...browser.webrtc, ufrag: "else", fingerprint: { algorithm: "sha-256", value: "CC:DD" } };
  const again = offerAgain(origin, { ...browser, webrtc }, answered.value.agreed, theirs);
  for (const line of [
    "mid:audio",
    "ice-ufrag:else",
    "fingerprint:sha-256 CC:DD",
    "setup:actpass",
    "rtcp-mux",
  ])
    assert.ok(again.includes(`\r\na=${line}\r\n`), line);
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
    ["PCMA", "PCMU", "opus", "G722"],
  );
  for (const line of ["a=ice-lite", "a=rtcp-mux", "a=mid:0", "a=group:BUNDLE 0", "a=end-of-candidates"]) {
    assert.ok(text.includes(`${line}\r\n`), line);
  }
});

test("a browser's offer without a fingerprint, and one without a codec of ours, are refused by kind", () => {
  const bare = agree(parsed(sdp("m=audio 9 UDP/TLS/RTP/SAVPF 8")), phone);
  assert.ok(!bare.ok && bare.error.kind === "no-audio");
  const ilbc = agree(parsed(sdp("m=audio 4000 RTP/AVP 97", "a=rtpmap:97 iLBC/8000")), phone);
  assert.ok(!ilbc.ok && ilbc.error.kind === "no-common-codec");
});

const everyCodec = sdp(
  "m=audio 4000 RTP/AVP 9 107 0 8 96 97 98 99",
  "a=rtpmap:107 OPUS/48000/2",
  "a=rtpmap:96 l16/16000/1",
  "a=rtpmap:97 telephone-event/48000",
  "a=rtpmap:98 telephone-event/16000",
  "a=rtpmap:99 telephone-event/8000",
);

for (const [codec, formats] of [
  ["PCMA", "8 99"],
  ["PCMU", "0 99"],
  ["G722", "9 99"],
  ["opus", "107 97"],
  ["L16", "96 98"],
] as const) {
  test(`${codec} is answered where we like it best, with telephone events on its clock`, () => {
    const codecs: readonly Codec[] = [codec, ...allCodecs];
    const answer = answerOffer(origin, { ...phone, codecs }, parsed(everyCodec));
    assert.ok(answer.ok);
    assert.equal(answer.value.agreed.codec, codec);
    assert.match(answer.value.text, new RegExp(`m=audio 20000 RTP/AVP ${formats}\\r\\n`));
    const heard = agree(parsed(answer.value.text), { ...phone, codecs: allCodecs });
    assert.ok(heard.ok);
    assert.equal(heard.value.codec, codec);
    assert.deepEqual(heard.value.telephoneEvent, answer.value.agreed.telephoneEvent);
  });
}

test("an offer names codecs in our order, and a telephone event for each clock", () => {
  const text = makeOffer(origin, { ...phone, codecs: ["G722", "opus", "L16", "PCMA"] });
  assert.match(text, /m=audio 20000 RTP\/AVP 9 111 118 8 101 110 109\r\n/);
  for (const line of [
    "a=rtpmap:9 G722/8000",
    "a=rtpmap:111 opus/48000/2",
    "a=rtpmap:118 L16/16000",
    "a=rtpmap:101 telephone-event/8000",
    "a=rtpmap:110 telephone-event/48000",
    "a=rtpmap:109 telephone-event/16000",
  ]) {
    assert.ok(text.includes(`${line}\r\n`), line);
  }
});

test("an answer's first codec is used, and an event of another clock when there is no better one", () => {
  const answer = parsed(
    sdp("m=audio 4000 RTP/AVP 111 8 101", "a=rtpmap:111 opus/48000/2", "a=rtpmap:101 telephone-event/8000"),
  );
  const agreed = agree(answer, phone);
  assert.ok(agreed.ok);
  assert.equal(agreed.value.codec, "opus");
  assert.deepEqual(agreed.value.telephoneEvent, { payloadType: 101, clockRateHz: 8000 });
});

test("a codec that is not ours to take is not agreed, though we know it", () => {
  const offer = parsed(sdp("m=audio 4000 RTP/AVP 9"));
  const answer = answerOffer(origin, { ...phone, codecs: ["PCMA", "PCMU"] }, offer);
  assert.ok(!answer.ok && answer.error.kind === "no-common-codec");
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

test("a refused line is answered with one of its formats: an answer is no longer than its offer makes it", () => {
  const lines = [
    "v=0",
    "o=- 1 1 IN IP4 192.0.2.9",
    "s=-",
    "c=IN IP4 192.0.2.9",
    "t=0 0",
    "m=audio 4000 RTP/AVP 8",
  ];
  const offer = parseSdp([...lines, `m=video 4002 RTP/AVP ${"96 ".repeat(9000)}97`, ""].join("\r\n"));
  assert.ok(offer.ok);
  const answer = answerOffer(origin, phone, offer.value);
  assert.ok(answer.ok);
  assert.match(answer.value.text, /\r\nm=video 0 RTP\/AVP 96\r\n/);
});
