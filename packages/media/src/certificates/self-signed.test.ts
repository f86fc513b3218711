import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { createSelfSignedCertificate } from "./self-signed.ts";

const notBeforeMs = Date.UTC(2030, 0, 1);
const notAfterMs = Date.UTC(2031, 0, 1);

test("it names hosts and addresses as X.509 tools read them, and may serve both ends of TLS", () => {
  const names = ["pbx.example.com", "localhost", "192.0.2.1", "::1", "2001:db8::5:0:1", "::ffff:192.0.2.9"];
  const { certificateDer, privateKey } = createSelfSignedCertificate({
    commonName: "pbx.example.com",
    names,
    notBeforeMs,
    notAfterMs,
  });
  const certificate = new X509Certificate(certificateDer);
  assert.ok(certificate.verify(certificate.publicKey));
  assert.ok(certificate.checkPrivateKey(privateKey));
  assert.equal(certificate.checkHost("pbx.example.com"), "pbx.example.com");
  for (const address of names.slice(2)) assert.equal(certificate.checkIP(address), address);
  assert.equal(certificate.checkHost("other.example.com"), undefined);
  assert.deepEqual(certificate.keyUsage, ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  assert.equal(certificate.validFromDate.getTime(), notBeforeMs);
  assert.equal(certificate.validToDate.getTime(), notAfterMs);
});
