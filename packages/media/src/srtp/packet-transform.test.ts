import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CryptoEngine } from "./crypto-engine.ts";
import { createNodeCryptoEngine } from "./node-crypto.ts";
import { createOpensslEngine } from "./openssl.ts";
import { createPacketTransform } from "./packet-transform.ts";

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hex = (array: Uint8Array): string => Buffer.from(array).toString("hex");

/** `plain` in an array with room behind it. */
function withRoom(plain: Uint8Array): Uint8Array {
  const packet = new Uint8Array(plain.length + 32);
  packet.set(plain);
  return packet;
}

/** RFC 7714 §16.1 and §17.1; the keys there are packet keys already. */
const gcmKeys = {
  cipherKey: bytes("000102030405060708090a0b0c0d0e0f"),
  authenticationKey: bytes(""),
  salt: bytes("517569642070726f2071756f"),
};
const gcmRtp = {
  plain: bytes(
    "8040f17b 8041f8d3 5501a0b2 47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573",
  ),
  sealed: bytes(
    "8040f17b 8041f8d3 5501a0b2 f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833" +
      "899d7f27beb16a9152cf765ee4390cce",
  ),
  ssrc: 0x5501a0b2,
  index: 0xf17b,
};
const gcmRtcp = {
  plain: bytes(
    "81c8000d 4d617273 4e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
  ),
  sealed: bytes(
    "81c8000d 4d617273 63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b" +
      "c84aa45896cf4d2fc5abf87245d9eade 800005d4",
  ),
  ssrc: 0x4d617273,
  index: 0x5d4,
};

const openssl = createOpensslEngine();
const engines: readonly CryptoEngine[] = [
  createNodeCryptoEngine(),
  ...(openssl === undefined ? [] : [openssl]),
];

test("on Linux the direct engine is there", { skip: process.platform !== "linux" }, () => {
  assert.equal(openssl?.name, "openssl");
});

for (const engine of engines) {
  describe(`engine ${engine.name}`, () => {
    test("RFC 3711 appendix B.2: the AES-CM keystream", () => {
      const cipher = engine.counterCipher(bytes("2b7e151628aed2a6abf7158809cf4f3c"));
      engine.registers.initializationVector.set(bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfd0000"));
      const packet = new Uint8Array(50);
      cipher.apply(packet, 1, 49);
      const keystream =
        "e03ead0935c95e80e166b16dd92b4eb4" +
        "d23513162b02d0f72a43a2fe4a5f97ab" +
        "41e95b3bb0a2e8dd477901e4fca894c0";
      assert.equal(hex(packet), `00${keystream}00`);
      cipher.close();
    });

    test("RFC 2202: HMAC-SHA1, twice under one key", () => {
      const authenticator = engine.authenticator(new Uint8Array(20).fill(0x0b));
      for (let round = 0; round < 2; round += 1) {
        engine.registers.digest.fill(0);
        authenticator.compute(new TextEncoder().encode("Hi There, and more"), 8);
        assert.equal(hex(engine.registers.digest), "b617318655057264e28bc0b6fb378c8ef146be00");
      }
      authenticator.close();
    });

    for (const [kind, headerLength, vector] of [
      ["rtp", 12, gcmRtp],
      ["rtcp", 8, gcmRtcp],
    ] as const) {
      test(`RFC 7714 §16.1, §17.1: ${kind} under AEAD_AES_128_GCM`, () => {
        const { plain, sealed, ssrc, index } = vector;
        const transform = createPacketTransform(engine, "AEAD_AES_128_GCM", kind, gcmKeys);
        const packet = withRoom(plain);
        const length = transform.protect(packet, headerLength, plain.length, ssrc, index);
        assert.equal(hex(packet.subarray(0, length)), hex(sealed));
        const plainLength = transform.unprotect(packet, headerLength, length, ssrc, index);
        assert.equal(hex(packet.subarray(0, plainLength)), hex(plain));
        transform.close();
      });
    }
  });
}
