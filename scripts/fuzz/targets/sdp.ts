// SDP: reading, answering, and reading the answer.
import { agree, allCodecs, answerOffer, makeOffer, parseSdp, srtpMaterialLength } from "@tandem/sdp";
import type { AgreedMedia, LocalEndpoint } from "@tandem/sdp";
import { hold } from "../fuzz-target.ts";
import type { FuzzTarget } from "../fuzz-target.ts";
import { sipTarget } from "./sip.ts";

const local: LocalEndpoint = {
  address: "192.0.2.1",
  port: 40_000,
  webrtc: undefined,
  srtp: undefined,
  codecs: allCodecs,
};
const browser: LocalEndpoint = {
  ...local,
  webrtc: {
    ufrag: "abcd",
    pwd: "0123456789012345678901",
    fingerprint: { algorithm: "sha-256", value: "AA:BB" },
  },
};
const encrypting: LocalEndpoint = {
  ...local,
  srtp: { policy: "optional", material: new Uint8Array(srtpMaterialLength).fill(5) },
};
const origin = { id: "1", version: 1 };

export const sdpTarget: FuzzTarget = {
  name: "sdp",
  package: "sdp",
  maxLength: 65_507,
  dictionary: [
    "\r\n",
    "\n",
    "\r",
    "v=0\r\n",
    "o=",
    "s=",
    "c=IN IP4 ",
    "c=IN IP6 ",
    "t=0 0",
    "m=audio ",
    "m=video 0 ",
    "a=",
    "a=rtpmap:",
    "a=fmtp:",
    "a=sendonly",
    "a=inactive",
    "a=mid:",
    "a=group:BUNDLE ",
    "a=candidate:",
    "a=ice-ufrag:",
    "a=ice-pwd:",
    "a=fingerprint:sha-256 ",
    "a=setup:actpass",
    "a=crypto:1 ",
    "a=ssrc:",
    "RTP/AVP",
    "UDP/TLS/RTP/SAVPF",
    "RTP/SAVP",
    "AEAD_AES_256_GCM inline:",
    "AES_CM_128_HMAC_SHA1_32 inline:",
    "|2^31",
    " 8 0 101",
    "telephone-event/8000",
    "PCMA/8000",
    "99999999999",
    "0.0.0.0",
    "::",
    "-1",
    "1e9",
    "__proto__",
    "constructor",
    " ",
    ":",
    "/",
    ";",
    "=",
    "*",
    "%",
    "\0",
    "NaN",
  ],
  seeds: () => [
    ...bodies(),
    Buffer.from(makeOffer(origin, local)),
    Buffer.from(makeOffer(origin, browser)),
    Buffer.from(makeOffer(origin, encrypting)),
  ],
  check(input) {
    const parsed = parseSdp(Buffer.from(input).toString("utf8"));
    if (!parsed.ok) return;
    for (const endpoint of [local, browser, encrypting]) {
      agree(parsed.value, endpoint);
      const answered = answerOffer(origin, endpoint, parsed.value);
      if (!answered.ok) continue;
      const again = parseSdp(answered.value.text);
      hold(again.ok, "our answer can be read");
      hold(again.value.lines.length === parsed.value.lines.length, "an answer has as many media lines");
      checkKeys(answered.value.agreed, answered.value.text);
      const port = answered.value.agreed.remote?.port ?? 1;
      hold(Number.isInteger(port) && port > 0 && port <= 65_535, "a remote port is a port");
    }
  },
};

/** What is agreed are whole keys, of which ours alone stands in the answer. */
function checkKeys({ sdes }: AgreedMedia, text: string): void {
  const lines = text.match(/^a=crypto:.*$/gm) ?? [];
  hold(lines.length === (sdes === undefined ? 0 : 1), "one line of keys, or none");
  if (sdes === undefined) return;
  const lengths = [sdes.localKey, sdes.remoteKey].map((key) => Buffer.from(key, "base64").length);
  hold(lengths[0] === lengths[1] && (lengths[0] ?? 0) >= 28, "both keys are as long as the suite has them");
  hold(lines[0]?.endsWith(`${sdes.suite} inline:${sdes.localKey}`) === true, "the answer has our key");
}

/** The bodies of the torture messages that have one, and what a browser offers. */
function bodies(): Buffer[] {
  const found: Buffer[] = [];
  for (const seed of sipTarget.seeds()) {
    const bytes = Buffer.from(seed);
    const start = bytes.indexOf("\r\n\r\nv=0");
    if (start >= 0) found.push(bytes.subarray(start + 4));
  }
  return [...found, Buffer.from(browserOffer)];
}

const browserOffer = [
  "v=0",
  "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "a=extmap-allow-mixed",
  "a=msid-semantic: WMS stream",
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126",
  "c=IN IP4 0.0.0.0",
  "a=rtcp:9 IN IP4 0.0.0.0",
  "a=candidate:1 1 udp 2113937151 192.0.2.7 51000 typ host generation 0 network-cost 999",
  "a=ice-ufrag:Gq2f",
  "a=ice-pwd:8pM3kq0vKcZkY7rYfXw3bD2h",
  "a=ice-options:trickle",
  "a=fingerprint:sha-256 0F:74:31:25:CB:A2:13:EC:28:6F:6D:2C:61:FF:5D:C2:BC:B9:DB:3D:98:14:8D:1A:BB:EA:33:0C:A4:60:A8:8E",
  "a=setup:actpass",
  "a=mid:0",
  "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  "a=sendrecv",
  "a=msid:stream track",
  "a=rtcp-mux",
  "a=rtpmap:111 opus/48000/2",
  "a=rtcp-fb:111 transport-cc",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:126 telephone-event/8000",
  "a=ssrc:1001 cname:abc",
  "",
].join("\r\n");
