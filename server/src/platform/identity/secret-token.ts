// Tokens that stand for a person: random, kept only as a hash, and naming their tenant, so that they can be
// looked up among that tenant's rows.
import { createHash, randomBytes } from "node:crypto";
import { isUuid } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";

const randomLength = 32;
/** 16 bytes of tenant and 32 random ones, in base64url without padding (RFC 4648 §5). */
const tokenPattern = /^[\w-]{64}$/;

/** A new token of that tenant: 64 characters that need no escaping in a URL, a cookie or a header. */
export function newToken(tenantId: TenantId): string {
  return Buffer.concat([uuidToBytes(tenantId), randomBytes(randomLength)]).toString("base64url");
}

/** The tenant a token names. Says nothing about whether the token was ever issued. */
export function tenantOfToken(token: string): TenantId | undefined {
  if (!tokenPattern.test(token)) return undefined;
  const tenantId = bytesToUuid(Buffer.from(token, "base64url").subarray(0, 16));
  return isUuid(tenantId) ? (tenantId as TenantId) : undefined;
}

/** What is stored of a token. A fast hash is enough: 256 random bits cannot be guessed. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

export function uuidToBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}

export function bytesToUuid(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
