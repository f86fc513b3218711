// Whether a store can be used, tried at the start by a small file.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { fingerprint } from "./fingerprint.ts";
import type { ObjectStore, StorageError } from "./object-store.ts";

const key = "tandem-check";

/** Writes a file, reads it and takes it away again. */
export async function checkStore(store: ObjectStore): Promise<Result<undefined, StorageError>> {
  const folder = await mkdtemp(join(tmpdir(), "tandem-check-"));
  try {
    const path = join(folder, key);
    await writeFile(path, "Tandem tries whether it can keep files here.\n");
    const file = await fingerprint(path);
    const put = await store.put(key, file);
    if (!put.ok) return put;
    const got = await store.get(key, { first: 0, last: file.bytes - 1 });
    if (!got.ok) return got;
    if (got.value.length !== file.bytes)
      return err({ kind: "damaged", message: "what was written is not there" });
    const gone = await store.delete(key);
    return gone.ok ? ok() : gone;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
