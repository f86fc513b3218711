import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { readAlert } from "./alerts.ts";
import { concat, uint, vector } from "./byte-writer.ts";
import { CIPHER_SUITE, negotiate, parseClientHello } from "./client-hello.ts";
import { checkCertificate, checkCertificateVerify, parseClientKeyExchange } from "./client-messages.ts";
import { fingerprintOf } from "../certificates/index.ts";

const EXTENSIONS = {
  groups: concat(uint(2, 10), vector(2, vector(2, uint(2, 23)))),
  signatures: concat(uint(2, 13), vector(2, vector(2, uint(2, 0x0403)))),
  srtp: concat(uint(2, 14), vector(2, vector(2, uint(2, 1)), vector(1))),
  masterSecret: concat(uint(2, 23), vector(2)),
};

function hello({ version = 0xfefd, extensions = Object.values(EXTENSIONS) } = {}): Uint8Array {
  return concat(
    uint(2, version),
    new Uint8Array(32),
    vector(1),
    vector(1),
    vector(2, uint(2, CIPHER_SUITE)),
    vector(1, Uint8Array.of(0)),
    vector(2, ...extensions),
  );
}

function negotiated(body: Uint8Array): ReturnType<typeof negotiate> {
  const parsed = parseClientHello(body);
  assert.ok(parsed !== undefined);
  return negotiate(parsed);
}

test("the least that will do is accepted, and no extension that was not offered is answered", () => {
  const result = negotiated(hello());
  assert.ok(result.ok);
  const { group, profile, hasPointFormats, hasRenegotiationInfo } = result.value;
  assert.deepEqual([group, profile], [23, "AES_CM_128_HMAC_SHA1_80"]);
  assert.deepEqual([hasPointFormats, hasRenegotiationInfo], [false, false]);
});

test("DTLS 1.0, TLS 1.2 and a 1.3-only client are refused with protocol_version", () => {
  const only13 = concat(uint(2, 43), vector(2, vector(1, uint(2, 0xfefc))));
  const bodies = [
    hello({ version: 0xfeff }),
    hello({ version: 0x0303 }),
    hello({ extensions: [...Object.values(EXTENSIONS), only13] }),
  ];
  for (const body of bodies) {
    const result = negotiated(body);
    assert.equal(!result.ok && result.error.alert, 70);
  }
});

test("cut short anywhere, too long, or with an extension twice: malformed", () => {
  const body = hello();
  const withoutExtensions = 2 + 32 + 1 + 1 + 4 + 2;
  for (let length = 0; length < body.length; length += 1)
    if (length !== withoutExtensions) assert.equal(parseClientHello(body.subarray(0, length)), undefined);
  assert.equal(parseClientHello(concat(body, Uint8Array.of(0))), undefined);
  assert.equal(
    parseClientHello(hello({ extensions: [EXTENSIONS.masterSecret, EXTENSIONS.masterSecret] })),
    undefined,
  );
});

test("random bodies never throw, in any message a client sends", () => {
  const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 150 }), (noise) => {
      const parsed = parseClientHello(noise);
      if (parsed !== undefined) negotiate(parsed);
      parseClientKeyExchange(noise);
      readAlert(noise);
      const inHello = hello({ extensions: [concat(uint(2, 10), vector(2, noise))] });
      negotiated(inHello);
      const chain = vector(3, vector(3, noise));
      assert.equal(checkCertificate(chain, fingerprintOf(noise, "sha-256")).ok, false);
      assert.equal(
        checkCertificateVerify(concat(uint(2, 0x0403), vector(2, noise)), publicKey, []).ok,
        false,
      );
    }),
  );
});
