// Stateless nonces: time and randomness under an HMAC, so that no store is needed to know our own.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const timeBytes = 6;
const randomLength = 6;
const macBytes = 16;

/** How long a nonce may be used; then the client is told "stale" and repeats without asking its user. */
export const nonceLifetimeMs = 5 * 60_000;

export function issueNonce(secret: string, nowMs: number): string {
  const time = Buffer.alloc(timeBytes);
  time.writeUIntBE(nowMs, 0, timeBytes);
  const body = Buffer.concat([time, randomBytes(randomLength)]);
  return Buffer.concat([body, mac(secret, body)]).toString("base64url");
}

/** "fresh" and "stale" nonces are ours; a "foreign" one is not, or was altered. */
export function judgeNonce(secret: string, nonce: string, nowMs: number): "fresh" | "stale" | "foreign" {
  const bytes = Buffer.from(nonce, "base64url");
  const bodyLength = timeBytes + randomLength;
  // The comparison of the text refuses other spellings of the same bytes, which would dodge the replay check.
  if (bytes.length !== bodyLength + macBytes || bytes.toString("base64url") !== nonce) return "foreign";
  const body = bytes.subarray(0, bodyLength);
  if (!timingSafeEqual(bytes.subarray(bodyLength), mac(secret, body))) return "foreign";
  const ageMs = nowMs - body.readUIntBE(0, timeBytes);
  return ageMs >= 0 && ageMs < nonceLifetimeMs ? "fresh" : "stale";
}

function mac(secret: string, body: Buffer): Buffer {
  return createHmac("sha256", secret).update("sip nonce").update(body).digest().subarray(0, macBytes);
}
