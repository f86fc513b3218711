import assert from "node:assert/strict";
import { test } from "node:test";
import { GROUP, startKeyExchange } from "./key-exchange.ts";
import { pseudoRandom, recordKeys, srtpKeys } from "./key-schedule.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const randoms = { client: new Uint8Array(32).fill(1), server: new Uint8Array(32).fill(2) };

test("P_SHA256 gives the published test vector of the TLS working group", () => {
  const output = pseudoRandom(
    Buffer.from("9bbe436ba940f017b17652849a71db35", "hex"),
    "test label",
    Buffer.from("a0ba9f936cda311827a6f796ffd5198c", "hex"),
    100,
  );
  assert.equal(
    hex(output),
    "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af" +
      "0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701" +
      "87347b66",
  );
});

test("record keys are cut from the key block in the order of RFC 5246 §6.3", () => {
  const masterSecret = new Uint8Array(48).fill(3);
  const seed = Buffer.concat([randoms.server, randoms.client]);
  const block = hex(pseudoRandom(masterSecret, "key expansion", seed, 40));
  const { client, server } = recordKeys(masterSecret, randoms);
  assert.equal([client.key, server.key, client.implicitNonce, server.implicitNonce].map(hex).join(""), block);
});

test("SRTP keys are cut in the order of RFC 5764 §4.2, the client's being the remote ones", () => {
  const masterSecret = new Uint8Array(48).fill(3);
  const seed = Buffer.concat([randoms.client, randoms.server]);
  for (const [profile, saltLength] of [
    ["AES_CM_128_HMAC_SHA1_80", 14],
    ["AEAD_AES_128_GCM", 12],
  ] as const) {
    const exported = hex(pseudoRandom(masterSecret, "EXTRACTOR-dtls_srtp", seed, 2 * (16 + saltLength)));
    const { local, remote } = srtpKeys(masterSecret, randoms, profile);
    assert.equal([remote.key, local.key, remote.salt, local.salt].map(hex).join(""), exported);
  }
});

test("both sides of a key exchange agree; an invalid share is refused", () => {
  for (const group of [GROUP.x25519, GROUP.secp256r1]) {
    const [one, other] = [startKeyExchange(group), startKeyExchange(group)];
    const secret = one.agree(other.publicKey);
    assert.equal(secret?.length, 32);
    assert.deepEqual(hex(secret), hex(other.agree(one.publicKey)!));
    assert.equal(one.agree(other.publicKey.subarray(1)), undefined);
    assert.equal(one.agree(new Uint8Array(other.publicKey.length)), undefined);
  }
});
