import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { CryptoEngine } from "./crypto-engine.ts";
import { createNodeCryptoEngine } from "./node-crypto.ts";
import { createOpensslEngine } from "./openssl.ts";
import { SRTP_EXHAUSTED, SRTP_NOT_AUTHENTIC, SRTP_REPLAYED, SrtpContext } from "./srtp-context.ts";
import type { SrtpSnapshot } from "./srtp-context.ts";
import { SRTP_PROFILES } from "./srtp-keys.ts";
import type { SrtpProfile } from "./srtp-keys.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");

const COUNTER_MASTER = {
  key: bytes("e1f97a0d3e018be0d64fa32c06de4139"),
  salt: bytes("0ec675ad498afeebb6960b3aabe6"),
};
const MASTER = {
  AES_CM_128_HMAC_SHA1_80: COUNTER_MASTER,
  AES_CM_128_HMAC_SHA1_32: COUNTER_MASTER,
  AEAD_AES_256_GCM: {
    key: bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
    salt: bytes("a0a1a2a3a4a5a6a7a8a9aaab"),
  },
  AEAD_AES_128_GCM: {
    key: bytes("000102030405060708090a0b0c0d0e0f"),
    salt: bytes("a0a1a2a3a4a5a6a7a8a9aaab"),
  },
} as const;

/** What libsrtp's own test driver (test/srtp_driver.c) makes of the same packets: the peers' reference. */
const REFERENCE = {
  AES_CM_128_HMAC_SHA1_80: {
    rtp: "800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc99ea179b8dbb",
    rtcp: "81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798",
  },
  AES_CM_128_HMAC_SHA1_32: {
    rtp: "800f1234decafbadcafebabe 4e55dc4ce79978d88ca4d215949d2402 b78d6acc",
    rtcp: "81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8 80000001 993e08cd54d6c1230798",
  },
  AEAD_AES_256_GCM: {
    rtp: "800f1234decafbadcafebabe 0af7f21e8a90bdad7a425c9c31ed4bb1 d90238917e7390a2793500e1681acaea",
    rtcp: "81c8000bcafebabe 8abfafa780070a90e80f9161cf4aac08 1ed93aaa53c15b0f3ed1a3b984167b03 80000001",
  },
  AEAD_AES_128_GCM: {
    rtp: "800f1234decafbadcafebabe c5002ede04cfdd2eb91159e0880aa06e d2976826f796b201df3131a127e8a392",
    rtcp: "81c8000bcafebabe c98b8b5df0392a55852b6c21ac8e7025 c52c6fbea2b3b446ea31123ba88ce61e 80000001",
  },
} as const;
const PLAIN_RTP = "800f1234decafbadcafebabe abababababababababababababababab";
const PLAIN_RTCP = "81c8000bcafebabe abababababababababababababababab";

const openssl = createOpensslEngine();
const engines: readonly CryptoEngine[] = [
  createNodeCryptoEngine(),
  ...(openssl === undefined ? [] : [openssl]),
];
const profiles = Object.keys(SRTP_PROFILES) as SrtpProfile[];

/** An RTP packet of 20 bytes of speech, with room behind it. */
function rtpPacket(sequence: number, ssrc = 0xcafebabe): Uint8Array {
  const packet = new Uint8Array(64);
  const view = new DataView(packet.buffer);
  view.setUint16(0, 0x8008);
  view.setUint16(2, sequence);
  view.setUint32(8, ssrc);
  packet.fill(sequence & 0xff, 12, 32);
  return packet;
}
const RTP_LENGTH = 32;

/** Steps of 500 land within this reach of the second wrap, and from there on every number is used. */
const isNearWrap = (index: number): boolean => Math.abs(index - 2 * 65_536) < 600;

function padded(hexText: string): { packet: Uint8Array; length: number } {
  const content = bytes(hexText);
  const packet = new Uint8Array(content.length + 32);
  packet.set(content);
  return { packet, length: content.length };
}

for (const engine of engines) {
  for (const profile of profiles) {
    const open = (): SrtpContext => new SrtpContext({ profile, ...MASTER[profile], engine });

    describe(`${profile} on engine ${engine.name}`, () => {
      test("makes and takes the reference packets", () => {
        const [sender, receiver] = [open(), open()];
        const rtp = padded(PLAIN_RTP);
        const rtpLength = sender.protectRtp(rtp.packet, rtp.length);
        assert.equal(hex(rtp.packet.subarray(0, rtpLength)), REFERENCE[profile].rtp.replaceAll(" ", ""));
        assert.equal(receiver.unprotectRtp(rtp.packet, rtpLength), rtp.length);
        assert.equal(hex(rtp.packet.subarray(0, rtp.length)), PLAIN_RTP.replaceAll(" ", ""));
        const rtcp = padded(PLAIN_RTCP);
        const rtcpLength = sender.protectRtcp(rtcp.packet, rtcp.length);
        assert.equal(hex(rtcp.packet.subarray(0, rtcpLength)), REFERENCE[profile].rtcp.replaceAll(" ", ""));
        assert.equal(receiver.unprotectRtcp(rtcp.packet, rtcpLength), rtcp.length);
        assert.equal(hex(rtcp.packet.subarray(0, rtcp.length)), PLAIN_RTCP.replaceAll(" ", ""));
      });

      test("one changed bit anywhere is refused, and the true packet still passes after it", () => {
        const sender = open();
        const receiver = open();
        const sealed = rtpPacket(7);
        const length = sender.protectRtp(sealed, RTP_LENGTH);
        for (let bit = 0; bit < length * 8; bit += 1) {
          const forged = sealed.slice();
          forged[bit >>> 3]! ^= 1 << (bit & 7);
          assert.ok(receiver.unprotectRtp(forged, length) < 0, `bit ${bit}`);
        }
        assert.equal(receiver.unprotectRtp(sealed.slice(), length), RTP_LENGTH);
        const report = padded(PLAIN_RTCP);
        const reportLength = sender.protectRtcp(report.packet, report.length);
        for (let bit = 0; bit < reportLength * 8; bit += 1) {
          const forged = report.packet.slice();
          forged[bit >>> 3]! ^= 1 << (bit & 7);
          assert.ok(receiver.unprotectRtcp(forged, reportLength) < 0, `RTCP bit ${bit}`);
        }
        assert.equal(receiver.unprotectRtcp(report.packet, reportLength), report.length);
      });

      test("a packet passes once; one behind the window does not pass", () => {
        const [sender, receiver] = [open(), open()];
        const sealed = Array.from({ length: 300 }, (_, index) => {
          const packet = rtpPacket(1000 + index);
          assert.ok(sender.protectRtp(packet, RTP_LENGTH) > 0);
          return packet;
        });
        const length = RTP_LENGTH + receiver.rtpOverhead;
        const give = (index: number): number => receiver.unprotectRtp(sealed[index]!.slice(), length);
        assert.equal(give(250), RTP_LENGTH);
        assert.equal(give(250), SRTP_REPLAYED);
        assert.equal(give(200), RTP_LENGTH);
        assert.equal(give(200), SRTP_REPLAYED);
        assert.equal(give(1), SRTP_REPLAYED);
        const report = padded(PLAIN_RTCP);
        const reportLength = sender.protectRtcp(report.packet, report.length);
        assert.equal(receiver.unprotectRtcp(report.packet.slice(), reportLength), report.length);
        assert.equal(receiver.unprotectRtcp(report.packet.slice(), reportLength), SRTP_REPLAYED);
      });

      test("the sequence number may wrap around, with gaps and reordering", () => {
        const [sender, receiver] = [open(), open()];
        const length = RTP_LENGTH + sender.rtpOverhead;
        const sealed = new Map<number, Uint8Array>();
        for (let index = 30_000; index < 2 * 65_536 + 40; index += isNearWrap(index) ? 1 : 500) {
          const packet = rtpPacket(index % 65_536);
          assert.equal(sender.protectRtp(packet, RTP_LENGTH), length);
          sealed.set(index, packet);
        }
        const order = [...sealed.keys()].toSorted((one, other) => (one ^ 3) - (other ^ 3));
        for (const index of order) {
          assert.equal(receiver.unprotectRtp(sealed.get(index)!, length), RTP_LENGTH, `index ${index}`);
          assert.equal(sealed.get(index)![12], index & 0xff);
        }
      });

      test("a sender never uses a sequence number twice: the keystream would repeat", () => {
        const sender = open();
        assert.ok(sender.protectRtp(rtpPacket(5), RTP_LENGTH) > 0);
        assert.equal(sender.protectRtp(rtpPacket(5), RTP_LENGTH), SRTP_REPLAYED);
        assert.ok(sender.protectRtp(rtpPacket(5, 1), RTP_LENGTH) > 0, "another SSRC has its own numbers");
      });

      test("64 SSRCs and no more; forged ones take no place", () => {
        const [sender, receiver] = [open(), open()];
        const length = RTP_LENGTH + sender.rtpOverhead;
        for (let ssrc = 1000; ssrc < 1100; ssrc += 1)
          assert.equal(receiver.unprotectRtp(rtpPacket(1, ssrc), length), SRTP_NOT_AUTHENTIC);
        for (let ssrc = 0; ssrc < 64; ssrc += 1) {
          const packet = rtpPacket(1, ssrc);
          sender.protectRtp(packet, RTP_LENGTH);
          assert.equal(receiver.unprotectRtp(packet, length), RTP_LENGTH);
        }
        assert.equal(sender.protectRtp(rtpPacket(1, 64), RTP_LENGTH), SRTP_EXHAUSTED);
        assert.equal(receiver.unprotectRtp(rtpPacket(1, 64), length), SRTP_EXHAUSTED);
      });

      test("a restored receiver knows the round, and what it has seen, on both sides of a wrap", () => {
        const [sender, before] = [open(), open()];
        const length = RTP_LENGTH + sender.rtpOverhead;
        const sealed = Array.from({ length: 120 }, (_, position) => {
          const packet = rtpPacket((65_536 - 60 + position) % 65_536, 0xfafafafa);
          assert.equal(sender.protectRtp(packet, RTP_LENGTH), length);
          return packet;
        });
        for (const [position, packet] of sealed.entries())
          if (position % 3 !== 1 && position < 100) before.unprotectRtp(packet.slice(), length);
        const report = padded(PLAIN_RTCP);
        const reportLength = sender.protectRtcp(report.packet, report.length);
        before.unprotectRtcp(report.packet.slice(), reportLength);
        const after = open();
        after.restore(JSON.parse(JSON.stringify(before.snapshot())) as SrtpSnapshot);
        assert.deepEqual(after.snapshot(), before.snapshot());
        for (const [position, packet] of sealed.entries()) {
          const expected = position % 3 !== 1 && position < 100 ? SRTP_REPLAYED : RTP_LENGTH;
          assert.equal(after.unprotectRtp(packet.slice(), length), expected, `packet ${position}`);
        }
        assert.equal(after.unprotectRtcp(report.packet, reportLength), SRTP_REPLAYED);
      });

      test("a restored sender gives up what it may have used since, and no SRTCP index comes twice", () => {
        const before = open();
        assert.ok(before.protectRtp(rtpPacket(65_500), RTP_LENGTH) > 0);
        before.protectRtcp(padded(PLAIN_RTCP).packet, padded(PLAIN_RTCP).length);
        const after = open();
        after.restore(before.snapshot(), 100);
        const last = (65_500 + 100) % 65_536;
        for (let sequence = 65_400; sequence !== last + 1; sequence = (sequence + 1) % 65_536)
          assert.equal(after.protectRtp(rtpPacket(sequence), RTP_LENGTH), SRTP_REPLAYED, `${sequence}`);
        assert.ok(after.protectRtp(rtpPacket(last + 1), RTP_LENGTH) > 0);
        const receiver = open();
        receiver.restore(before.snapshot());
        const packet = rtpPacket(last + 2);
        assert.equal(
          receiver.unprotectRtp(packet, after.protectRtp(packet, RTP_LENGTH)),
          RTP_LENGTH,
          "the round goes on",
        );
        const { packet: report, length } = padded(PLAIN_RTCP);
        const sealedLength = after.protectRtcp(report, length);
        const wordOffset = SRTP_PROFILES[profile].mode === "galois" ? sealedLength - 4 : sealedLength - 14;
        assert.equal(new DataView(report.buffer).getUint32(wordOffset), 0x8000_0000 + 1 + 100 + 1);
      });

      test("what is no snapshot, one of too many SSRCs, and a context in use are refused", () => {
        const entry = { ssrc: 1, highest: 5, seen: "00".repeat(32) };
        for (const wrong of [{ seen: "00" }, { seen: "zz".repeat(32) }, { highest: -1 }, { highest: 0.5 }])
          assert.throws(() => open().restore({ rtp: [{ ...entry, ...wrong }], rtcp: [] }), TypeError);
        const many = Array.from({ length: 65 }, (_, ssrc) => ({ ...entry, ssrc }));
        assert.throws(() => open().restore({ rtp: [], rtcp: many }), TypeError);
        const used = open();
        used.protectRtp(rtpPacket(1), RTP_LENGTH);
        assert.throws(() => used.restore({ rtp: [entry], rtcp: [] }), /after use/);
      });

      test("an unencrypted SRTCP packet is refused", () => {
        const [sender, receiver] = [open(), open()];
        const { packet, length } = padded(PLAIN_RTCP);
        const sealedLength = sender.protectRtcp(packet, length);
        const isGalois = SRTP_PROFILES[profile].mode === "galois";
        const wordOffset = isGalois ? sealedLength - 4 : sealedLength - 14;
        packet[wordOffset]! &= 0x7f;
        assert.equal(receiver.unprotectRtcp(packet, sealedLength), SRTP_NOT_AUTHENTIC);
      });

      test("too short for a header and a tag: not authentic, and no throw", () => {
        const receiver = open();
        const packet = rtpPacket(1);
        for (let length = 0; length < 12 + receiver.rtpOverhead; length += 1) {
          assert.equal(receiver.unprotectRtp(packet, length), SRTP_NOT_AUTHENTIC);
          if (length < 8 + receiver.rtcpOverhead)
            assert.equal(receiver.unprotectRtcp(packet, length), SRTP_NOT_AUTHENTIC);
        }
      });

      test("random bytes never throw and never pass", () => {
        const receiver = open();
        fc.assert(
          fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (noise) => {
            noise[0] = 0x80 | (noise[0]! & 0x3f);
            assert.ok(receiver.unprotectRtp(noise.slice(), noise.length) < 0);
            assert.ok(receiver.unprotectRtcp(noise.slice(), noise.length) < 0);
          }),
        );
      });

      test("no room behind the packet, and use after close, are bugs that C never sees", () => {
        const sender = open();
        const tight = rtpPacket(1).subarray(0, RTP_LENGTH + sender.rtpOverhead - 1);
        assert.throws(() => sender.protectRtp(tight, RTP_LENGTH), RangeError);
        assert.throws(() => sender.unprotectRtp(tight, tight.length + 1), RangeError);
        sender.close();
        sender.close();
        assert.throws(() => sender.protectRtp(rtpPacket(2), RTP_LENGTH), /after close/);
      });
    });
  }
}

test("once the ciphers have the derived keys, nothing else has them", () => {
  const given: Uint8Array[] = [];
  const keep = <Cipher>(make: (key: Uint8Array) => Cipher) => {
    return (key: Uint8Array): Cipher => {
      given.push(key);
      return make(key);
    };
  };
  const real = createNodeCryptoEngine();
  const engine: CryptoEngine = {
    ...real,
    counterCipher: keep((key) => real.counterCipher(key)),
    authenticator: keep((key) => real.authenticator(key)),
    sealingCipher: keep((key) => real.sealingCipher(key)),
  };
  for (const profile of profiles) {
    const sender = new SrtpContext({ profile, ...MASTER[profile], engine });
    assert.ok(sender.protectRtp(rtpPacket(1), RTP_LENGTH) > 0);
  }
  assert.equal(given.length, 2 * (1 + 1 + 2 + 2));
  assert.ok(given.every((key) => key.every((byte) => byte === 0)));
});
