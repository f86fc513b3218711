// Passwords that must be read again (ours at carriers), sealed with this installation's key before they are stored.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result, TenantId } from "@tandem/kernel";

const keyBytes = 32;
const keyPattern = /^[\w-]{43}$/;
/** AES-256-GCM (NIST SP 800-38D): 96 bits of nonce, 128 of tag. */
const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
/** First byte of every box, so that another way of sealing can be told apart. */
const version = 1;

export class SecretBox {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Base64url text. It opens only for the same tenant and purpose, so that no row can take another's place. */
  seal(plain: string, tenantId: TenantId, purpose: string): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, this.#key, nonce).setAAD(Buffer.from(`${tenantId}/${purpose}`));
    const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]).toString("base64url");
  }

  /** Fails when it was sealed with another key, for somebody else, or was changed. */
  open(text: string, tenantId: TenantId, purpose: string): Result<string, { kind: "unreadable" }> {
    const bytes = Buffer.from(text, "base64url");
    if (bytes[0] !== version || bytes.length < 1 + nonceBytes + tagBytes) return err({ kind: "unreadable" });
    const nonce = bytes.subarray(1, 1 + nonceBytes);
    const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
    try {
      const decipher = createDecipheriv(algorithm, this.#key, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(`${tenantId}/${purpose}`))
        .setAuthTag(tag);
      const rest = bytes.subarray(1 + nonceBytes + tagBytes);
      return ok(Buffer.concat([decipher.update(rest), decipher.final()]).toString("utf8"));
    } catch {
      return err({ kind: "unreadable" });
    }
  }
}

/** The box of this installation: its key is in the data directory, made on first use. Throws when the file is damaged. */
export function openSecretBox(dataDir: string): SecretBox {
  const path = join(dataDir, "secrets.key");
  try {
    writeFileSync(path, randomBytes(keyBytes).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const text = readFileSync(path, "utf8").trim();
  if (!keyPattern.test(text)) {
    throw new Error(
      `${path} is damaged: restore it from a backup, or delete it and enter trunk passwords anew`,
    );
  }
  return new SecretBox(Buffer.from(text, "base64url"));
}
