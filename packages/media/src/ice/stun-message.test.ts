import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { classifyDatagram } from "./classify-datagram.ts";
import {
  hasFingerprint,
  hasMessageIntegrity,
  parseStunMessage,
  STUN_ATTRIBUTE,
  STUN_TYPE,
  stunAttribute,
  writeStunMessage,
} from "./stun-message.ts";
import { errorCode, xorMappedAddress } from "./stun-values.ts";

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(/\s/g, ""), "hex");
const hex = (array: Uint8Array | undefined): string => Buffer.from(array ?? []).toString("hex");

/** RFC 5769: test vectors made for ICE, password "VOkJxbRl1RmTxUk/WvJxBt". */
const PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";
const SAMPLE_REQUEST = bytes(`
  00010058 2112a442 b7e7a701bc34d686fa87dfae
  80220010 5354554e207465737420636c69656e74
  00240004 6e0001ff 80290008 932ff9b151263b36
  00060009 6576746a3a68367659202020
  00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
  80280004 e57a3bcf`);
const SAMPLE_RESPONSE_IPV4 = bytes(`
  0101003c 2112a442 b7e7a701bc34d686fa87dfae
  8022000b 7465737420766563746f7220
  00200008 0001a147e112a643
  00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7
  80280004 c07d4c96`);
const SAMPLE_XOR_ADDRESS_IPV6 = "0002a1470113a9faa5d3f179bc25f4b5bed2b9d9";
const transactionId = bytes("b7e7a701bc34d686fa87dfae");

test("RFC 5769 §2.1: the sample request is read, and both checks pass", () => {
  const message = parseStunMessage(SAMPLE_REQUEST);
  assert.ok(message !== undefined);
  assert.equal(message.type, STUN_TYPE.bindingRequest);
  assert.equal(hex(message.transactionId), hex(transactionId));
  assert.equal(Buffer.from(stunAttribute(message, STUN_ATTRIBUTE.username)!).toString(), "evtj:h6vY");
  assert.ok(hasMessageIntegrity(message, PASSWORD));
  assert.ok(hasFingerprint(message));
  assert.equal(hasMessageIntegrity(message, `${PASSWORD}x`), false);
});

test("checking does not change the datagram", () => {
  const datagram = Buffer.from(SAMPLE_REQUEST);
  hasMessageIntegrity(parseStunMessage(datagram)!, PASSWORD);
  assert.equal(hex(datagram), hex(SAMPLE_REQUEST));
});

test("RFC 5769 §2.2 and §2.3: mapped addresses of both families", () => {
  const response = parseStunMessage(SAMPLE_RESPONSE_IPV4)!;
  assert.ok(hasMessageIntegrity(response, PASSWORD) && hasFingerprint(response));
  const ipv4 = xorMappedAddress({ address: "192.0.2.1", port: 32_853 }, transactionId);
  assert.equal(hex(ipv4), hex(stunAttribute(response, STUN_ATTRIBUTE.xorMappedAddress)));
  for (const address of ["2001:db8:1234:5678:11:2233:4455:6677", "2001:DB8:1234:5678:11:2233:4455:6677%eth0"])
    assert.equal(hex(xorMappedAddress({ address, port: 32_853 }, transactionId)), SAMPLE_XOR_ADDRESS_IPV6);
});

test("an IPv4 peer of a dual-stack socket reads IPv4; short and dotted IPv6 forms are whole", () => {
  const value = (address: string): string => hex(xorMappedAddress({ address, port: 1 }, transactionId));
  assert.equal(value("::ffff:192.0.2.1"), value("192.0.2.1"));
  assert.equal(value("::1"), value("0:0:0:0:0:0:0:1"));
  assert.equal(value("64:ff9b::192.0.2.33"), value("64:ff9b:0:0:0:0:c000:221"));
  assert.equal(value("fe80::"), value("fe80:0:0:0:0:0:0:0"));
  assert.throws(() => value("nowhere"), /IP address/);
});

test("what is written reads back, with and without integrity", () => {
  const attributes = [{ type: STUN_ATTRIBUTE.errorCode, value: errorCode(487, "Role Conflict") }];
  const signed = parseStunMessage(
    writeStunMessage(STUN_TYPE.bindingError, transactionId, attributes, PASSWORD),
  )!;
  assert.ok(hasFingerprint(signed) && hasMessageIntegrity(signed, PASSWORD));
  assert.equal(hex(stunAttribute(signed, STUN_ATTRIBUTE.errorCode)).slice(0, 8), "00000457");
  const plain = parseStunMessage(writeStunMessage(STUN_TYPE.bindingError, transactionId, attributes))!;
  assert.ok(hasFingerprint(plain));
  assert.equal(plain.integrityOffset, undefined);
});

test("an attribute behind MESSAGE-INTEGRITY is not seen; one behind FINGERPRINT makes no message", () => {
  const nominate = { type: STUN_ATTRIBUTE.useCandidate, value: new Uint8Array(0) };
  const integrity = { type: STUN_ATTRIBUTE.messageIntegrity, value: new Uint8Array(20) };
  const smuggled = parseStunMessage(writeStunMessage(1, transactionId, [integrity, nominate]))!;
  assert.equal(stunAttribute(smuggled, STUN_ATTRIBUTE.useCandidate), undefined);
  const fingerprint = { type: STUN_ATTRIBUTE.fingerprint, value: new Uint8Array(4) };
  assert.equal(parseStunMessage(writeStunMessage(1, transactionId, [fingerprint, nominate])), undefined);
});

test("any changed bit of a signed message breaks a check", () => {
  for (let bit = 0; bit < SAMPLE_REQUEST.length * 8; bit += 1) {
    const forged = Uint8Array.from(SAMPLE_REQUEST);
    forged[bit >>> 3]! ^= 1 << (bit & 7);
    const message = parseStunMessage(forged);
    assert.ok(message === undefined || !hasFingerprint(message), `bit ${bit}`);
  }
});

test("random bytes and cut messages never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(SAMPLE_REQUEST.length - 1), (noise, length) => {
      assert.equal(parseStunMessage(SAMPLE_REQUEST.subarray(0, length)), undefined);
      const padded = noise.subarray(0, noise.length - (noise.length % 4));
      const framed = Buffer.concat([SAMPLE_REQUEST.subarray(0, 20), padded]);
      framed.writeUInt16BE(padded.length, 2);
      for (const datagram of [noise, framed]) {
        const message = parseStunMessage(datagram);
        if (message !== undefined)
          assert.equal(hasFingerprint(message) && hasMessageIntegrity(message, "x"), false);
      }
    }),
  );
});

test("RFC 7983 §7: the first byte tells the protocol", () => {
  const kinds = Array.from({ length: 256 }, (_, first) => classifyDatagram(first));
  const ranges = kinds.flatMap((kind, first) => (kind === kinds[first - 1] ? [] : [[first, kind]]));
  assert.deepEqual(ranges, [
    [0, "stun"],
    [4, "unknown"],
    [20, "dtls"],
    [64, "unknown"],
    [128, "rtp"],
    [192, "unknown"],
  ]);
});
