// Short-lived SIP credentials for browsers. Nothing is stored: the username carries what it stands for, and
// the password is its HMAC under this installation's key, so that only who was given it knows it.
import { createHmac, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, isUuid, ok } from "@tandem/kernel";
import type { Branded, Millis, Result, TenantId } from "@tandem/kernel";
import { bytesToUuid, uuidToBytes } from "./secret-token.ts";

const purposes = { a: "agent", v: "visitor" } as const;
type PurposeLetter = keyof typeof purposes;

/** Who a username stands for. `subject` is an agent's id, or a visitor's own name for the call. */
export type PhoneIdentity = {
  readonly purpose: "agent" | "visitor";
  readonly tenantId: TenantId;
  readonly subject: string;
};
export type PhoneCredential = {
  readonly username: string;
  readonly password: string;
  readonly expiresAt: Millis;
};

/** The installation's key, kept in the data directory. */
export type PhoneCredentialKey = Branded<"PhoneCredentialKey">;

const keyBytes = 32;
const keyPattern = /^[\w-]{43}$/;

/** Reads the key from the data directory, making it on first use. Throws when the file is damaged. */
export function loadPhoneCredentialKey(dataDir: string): PhoneCredentialKey {
  const path = join(dataDir, "phone-credential.key");
  try {
    writeFileSync(path, randomBytes(keyBytes).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const key = readFileSync(path, "utf8").trim();
  if (!keyPattern.test(key)) throw new Error(`${path} is damaged: delete it, and phones sign on anew`);
  return key as PhoneCredentialKey;
}

/** A username of URL-safe characters (they need no escaping in a SIP URI) and its password. */
export function issuePhoneCredential(
  key: PhoneCredentialKey,
  request: PhoneIdentity & { readonly ttlSeconds: number },
  now: Millis,
): PhoneCredential {
  const expiresAtSeconds = Math.floor(now / 1000) + request.ttlSeconds;
  const username = [
    request.purpose === "agent" ? "a" : "v",
    uuidToBytes(request.tenantId).toString("base64url"),
    expiresAtSeconds.toString(36),
    Buffer.from(request.subject).toString("base64url"),
  ].join(".");
  return { username, password: passwordOf(key, username), expiresAt: expiresAtSeconds * 1000 };
}

/**
 * What a username stands for and which password proves it. The caller must still check the password (digest):
 * anybody can write down a username.
 */
export function resolvePhoneCredential(
  key: PhoneCredentialKey,
  username: string,
  now: Millis,
): Result<PhoneIdentity & { password: string }, { kind: "not-a-credential" | "expired" }> {
  const [, letter, tenant = "", expires = "", subject = ""] = usernamePattern.exec(username) ?? [];
  const tenantId = bytesToUuid(Buffer.from(tenant, "base64url"));
  if (letter === undefined || !isUuid(tenantId)) return err({ kind: "not-a-credential" });
  if (now >= Number.parseInt(expires, 36) * 1000) return err({ kind: "expired" });
  return ok({
    purpose: purposes[letter as PurposeLetter],
    tenantId: tenantId as TenantId,
    subject: Buffer.from(subject, "base64url").toString(),
    password: passwordOf(key, username),
  });
}

const usernamePattern = /^([av])\.([\w-]{22})\.([0-9a-z]{1,8})\.([\w-]{1,200})$/;

function passwordOf(key: PhoneCredentialKey, username: string): string {
  return createHmac("sha256", Buffer.from(key, "base64url")).update(`phone ${username}`).digest("base64url");
}
