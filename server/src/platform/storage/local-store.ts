// A folder as a store.
import { copyFile, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { fingerprint } from "./fingerprint.ts";
import type { ObjectStore, StorageError, StoredFile } from "./object-store.ts";

export class LocalStore implements ObjectStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(key: string): string {
    return join(this.#folder, key);
  }

  put(key: string, file: StoredFile): Promise<Result<undefined, StorageError>> {
    return tried(async () => {
      const path = this.pathOf(key);
      const draft = `${path}.new`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await copyFile(file.path, draft);
      const copied = await fingerprint(draft);
      if (copied.sha256 !== file.sha256)
        return err({ kind: "damaged", message: "the copy is not what was sent" });
      await rename(draft, path);
      return ok();
    });
  }

  get(key: string, { first, last }: { first: number; last: number }) {
    return tried(async () => {
      await using file = await open(this.pathOf(key), "r");
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.max(0, Math.min(last + 1, size) - first));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, first);
      return ok(bytes.subarray(0, bytesRead));
    });
  }

  head(key: string) {
    return tried(async () => ok({ bytes: (await stat(this.pathOf(key))).size }));
  }

  delete(key: string) {
    return tried(async () => {
      await rm(this.pathOf(key), { force: true });
      return ok();
    });
  }
}

async function tried<T>(action: () => Promise<Result<T, StorageError>>): Promise<Result<T, StorageError>> {
  try {
    return await action();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isAbsent = code === "ENOENT" || code === "ENOTDIR";
    const kind = isAbsent ? "not-found" : code === "EACCES" || code === "EPERM" ? "refused" : "unreachable";
    return err({ kind, message });
  }
}
