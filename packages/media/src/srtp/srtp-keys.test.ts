import assert from "node:assert/strict";
import { test } from "node:test";
import { derivePacketKeys } from "./srtp-keys.ts";

const key = Buffer.from("e1f97a0d3e018be0d64fa32c06de4139", "hex");
const salt = Buffer.from("0ec675ad498afeebb6960b3aabe6", "hex");
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("RFC 3711 appendix B.3: cipher key, salt and authentication key", () => {
  const keys = derivePacketKeys("AES_CM_128_HMAC_SHA1_80", { key, salt }, "rtp");
  assert.equal(hex(keys.cipherKey), "c61e7a93744f39ee10734afe3ff7a087");
  assert.equal(hex(keys.salt), "30cbbc08863d8c85d49db34a9ae1");
  assert.equal(hex(keys.authenticationKey), "cebe321f6ff7716b6fd4ab49af256a156d38baa4");
});

test("RTCP has keys of its own", () => {
  const rtp = derivePacketKeys("AES_CM_128_HMAC_SHA1_80", { key, salt }, "rtp");
  const rtcp = derivePacketKeys("AES_CM_128_HMAC_SHA1_80", { key, salt }, "rtcp");
  const all = [rtp, rtcp].flatMap((keys) => [keys.cipherKey, keys.authenticationKey, keys.salt].map(hex));
  assert.equal(new Set(all).size, 6);
});

test("a master key or salt of the wrong length is a bug of the caller", () => {
  assert.throws(() => derivePacketKeys("AEAD_AES_128_GCM", { key, salt }, "rtp"), /length/);
  assert.throws(
    () => derivePacketKeys("AES_CM_128_HMAC_SHA1_80", { key: key.subarray(1), salt }, "rtp"),
    /length/,
  );
});
