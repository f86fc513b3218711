// By what a file is known again after it has travelled.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { StoredFile } from "./object-store.ts";

/** Reads all of it. Rejects when it cannot be read. */
export async function fingerprint(path: string): Promise<StoredFile> {
  const [sha256, md5] = [createHash("sha256"), createHash("md5")];
  let bytes = 0;
  for await (const part of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    sha256.update(part as Buffer);
    md5.update(part as Buffer);
    bytes += (part as Buffer).length;
  }
  return { path, bytes, sha256: sha256.digest("hex"), md5: md5.digest("hex") };
}
