// The operator's key, under which every tenant's keys are kept: a file in the data directory, or wherever the
// operator keeps it.
import { hkdfSync, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TenantId } from "@tandem/kernel";
import { keyBytes } from "./key-wrap.ts";

const keyPattern = /^[\w-]{43}$/;

export class OperatorKey {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** What wraps that key of that tenant, and no other: a row that took another's place does not open (RFC 5869). */
  wrappingKeyOf(tenantId: TenantId, keyId: string): Buffer {
    return Buffer.from(hkdfSync("sha256", this.#key, "", `tenant-key/${tenantId}/${keyId}`, keyBytes));
  }
}

/**
 * Reads the key, 43 characters of base64url. Without `file` it is `recordings.key` in the data directory, made on first
 * use for its owner only; a file of the operator's own must be there. Throws, with what to do, when it is not usable.
 */
export function loadOperatorKey(dataDir: string, file: string | undefined): OperatorKey {
  const path = file ?? join(dataDir, "recordings.key");
  if (file === undefined) makeOnFirstUse(path);
  const text = readFileSync(path, "utf8").trim();
  if (!keyPattern.test(text)) {
    throw new Error(
      `${path} is no key of recordings (43 characters of base64url): restore it from a backup; without it recordings cannot be played`,
    );
  }
  return new OperatorKey(Buffer.from(text, "base64url"));
}

function makeOnFirstUse(path: string): void {
  try {
    writeFileSync(path, randomBytes(keyBytes).toString("base64url"), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
