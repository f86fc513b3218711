// The secret of a SIP account, and the two hashes of it that digest authentication needs.
import { createHash, randomBytes } from "node:crypto";

/** A secret for a phone's settings: 24 characters, 144 bits. */
export function randomSipSecret(): string {
  return randomBytes(18).toString("base64url");
}

/** H(username:realm:secret) in hex, for MD5 and SHA-256 (RFC 7616 §3.4.2). The secret itself is not kept. */
export function sipDigestHashes(username: string, realm: string, secret: string) {
  const hash = (algorithm: string) =>
    createHash(algorithm).update(`${username}:${realm}:${secret}`).digest("hex");
  return { sip_ha1_md5: hash("md5"), sip_ha1_sha256: hash("sha256") };
}
