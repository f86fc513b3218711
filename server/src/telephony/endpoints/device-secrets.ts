// The secrets of a device: random, shown once, kept as hashes. A phone that fetches its settings is sent its SIP
// secret each time, so that one follows from the secret in its URL, which only the phone has.
import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { DeviceCredential } from "./device.ts";
import { digestRealm } from "./identity.ts";

/** 256 bits in base64url: 43 characters that need no escaping in a path. */
const provisioningSecretBytes = 32;
/** 96 bits: short enough to be typed at a phone. */
const passwordBytes = 12;
const sipSecretBytes = 18;

export type ProvisioningSecrets = { readonly secret: string; readonly password: string };

export function newProvisioningSecrets(): ProvisioningSecrets {
  return {
    secret: randomBytes(provisioningSecretBytes).toString("base64url"),
    password: randomBytes(passwordBytes).toString("base64url"),
  };
}

/** The SIP secret of a phone whose settings are typed in: 24 characters. */
export function newSipSecret(): string {
  return randomBytes(sipSecretBytes).toString("base64url");
}

/** The SIP secret of a phone that fetches its settings with this secret. */
export function sipSecretFrom(provisioningSecret: string): string {
  const derived = createHmac("sha256", provisioningSecret).update("sip").digest();
  return derived.subarray(0, sipSecretBytes).toString("base64url");
}

/** A user name of this extension that nobody else has: two phones of one person are told apart by it. */
export function newUsername(extension: string): string {
  return `${extension}-${randomBytes(5).toString("hex")}`;
}

/** What is kept of a SIP secret. */
export function credentialOf(username: string, sipSecret: string): DeviceCredential {
  const hash = (algorithm: string) =>
    createHash(algorithm).update(`${username}:${digestRealm}:${sipSecret}`).digest("hex");
  return { username, ha1Md5: hash("md5"), ha1Sha256: hash("sha256") };
}

/** A fast hash is enough: none of these secrets was chosen by a person. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

export function matchesHash(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), "hex"), Buffer.from(hash, "hex"));
}
