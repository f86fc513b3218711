import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { derTime } from "./der.ts";
import { fingerprintOf, matchesFingerprint } from "./fingerprint.ts";
import { createDtlsIdentity } from "./identity.ts";

const nowMs = Date.UTC(2030, 0, 31);

test("the certificate is well-formed, signed by its own key, and valid around now", () => {
  const identity = createDtlsIdentity({ nowMs });
  const certificate = new X509Certificate(identity.certificateDer);
  assert.ok(certificate.verify(certificate.publicKey));
  assert.ok(certificate.checkPrivateKey(identity.privateKey));
  assert.equal(certificate.subject, "CN=tandem");
  assert.equal(certificate.issuer, certificate.subject);
  assert.equal(certificate.validFromDate.getTime(), Date.UTC(2030, 0, 30));
  assert.ok(certificate.validToDate.getTime() > nowMs);
  assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
});

test("two identities share nothing", () => {
  const [one, other] = [createDtlsIdentity({ nowMs }), createDtlsIdentity({ nowMs })];
  const serialOf = (der: Uint8Array): string => new X509Certificate(der).serialNumber;
  assert.notEqual(serialOf(one.certificateDer), serialOf(other.certificateDer));
  assert.notEqual(one.fingerprint.value, other.fingerprint.value);
});

test("the fingerprint is the one that X.509 tools show", () => {
  const { certificateDer, fingerprint } = createDtlsIdentity();
  const certificate = new X509Certificate(certificateDer);
  assert.deepEqual(fingerprint, { algorithm: "sha-256", value: certificate.fingerprint256 });
  assert.equal(fingerprintOf(certificateDer, "sha-512").value, certificate.fingerprint512);
  assert.ok(matchesFingerprint(certificateDer, fingerprint));
  assert.equal(matchesFingerprint(certificateDer, { ...fingerprint, algorithm: "sha-512" }), false);
  assert.equal(matchesFingerprint(certificateDer, { ...fingerprint, value: "" }), false);
});

test("times from 2050 on have four digits for the year", () => {
  const text = (timeMs: number): string => Buffer.from(derTime(timeMs)).toString("latin1").slice(2);
  assert.equal(text(Date.UTC(2049, 11, 31, 23, 59, 59)), "491231235959Z");
  assert.equal(text(Date.UTC(2050, 0, 1)), "20500101000000Z");
});
