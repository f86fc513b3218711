// Owns reading and checking what the client proves itself with: certificate, key share and signature.
import { verify, X509Certificate } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { ALERT } from "./alerts.ts";
import type { Alert } from "./alerts.ts";
import { ByteReader } from "./byte-reader.ts";
import { SIGNATURE } from "./client-hello.ts";
import type { HandshakeRefusal } from "./client-hello.ts";
import { matchesFingerprint } from "../certificates/index.ts";
import type { Fingerprint } from "../certificates/index.ts";

type Checked<T> = Result<T, HandshakeRefusal>;

/** Which key type signs under which algorithm; both hash with SHA-256. */
const KEY_TYPES: ReadonlyMap<number, string> = new Map([
  [SIGNATURE.ecdsaSha256, "ec"],
  [SIGNATURE.rsaPkcs1Sha256, "rsa"],
]);

/** The key of the client's certificate, which has to be the one announced in SDP (RFC 5763 §5). */
export function checkCertificate(body: Uint8Array, expected: Fingerprint): Checked<KeyObject> {
  const reader = new ByteReader(body);
  const chain = new ByteReader(reader.vector(3));
  if (reader.isBroken || reader.remaining > 0) return refused(ALERT.decodeError, "malformed Certificate");
  if (chain.remaining === 0) return refused(ALERT.handshakeFailure, "the client sent no certificate");
  const certificateDer = chain.vector(3);
  if (chain.isBroken) return refused(ALERT.decodeError, "malformed Certificate");
  if (!matchesFingerprint(certificateDer, expected))
    return refused(ALERT.badCertificate, "the certificate does not match the announced fingerprint");
  const key = publicKeyOf(certificateDer);
  return key === undefined ? refused(ALERT.unsupportedCertificate, "unusable certificate") : ok(key);
}

function publicKeyOf(certificateDer: Uint8Array): KeyObject | undefined {
  try {
    return new X509Certificate(certificateDer).publicKey;
  } catch {
    return undefined;
  }
}

/** The client's half of the key exchange (RFC 8422 §5.7), or undefined when malformed. */
export function parseClientKeyExchange(body: Uint8Array): Uint8Array | undefined {
  const reader = new ByteReader(body);
  const publicKey = reader.vector(1);
  return reader.isBroken || reader.remaining > 0 ? undefined : publicKey;
}

/** That the client holds the key of its certificate: its signature over all messages so far (RFC 5246 §7.4.8). */
export function checkCertificateVerify(
  body: Uint8Array,
  clientKey: KeyObject,
  transcript: readonly Uint8Array[],
): Checked<undefined> {
  const reader = new ByteReader(body);
  const algorithm = reader.number(2);
  const signature = reader.vector(2);
  if (reader.isBroken || reader.remaining > 0)
    return refused(ALERT.decodeError, "malformed CertificateVerify");
  if (KEY_TYPES.get(algorithm) !== clientKey.asymmetricKeyType)
    return refused(ALERT.illegalParameter, "CertificateVerify under an algorithm that was not asked for");
  const isSigned = verify("sha256", Buffer.concat(transcript), clientKey, signature);
  return isSigned ? ok() : refused(ALERT.decryptError, "the signature of CertificateVerify is wrong");
}

function refused(alert: Alert, reason: string): { ok: false; error: HandshakeRefusal } {
  return err({ kind: "refused", alert, reason });
}
