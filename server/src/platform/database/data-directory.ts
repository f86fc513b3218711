// The data directory: there, writable, and one Tandem's at a time.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { reasonOf } from "./start-error.ts";
import type { StartError } from "./start-error.ts";

/** Gives the data directory back. */
export type DirectoryLock = { release(): void };

/** SQLite's result code for a lock that another connection holds (sqlite.org/rescode.html#busy). */
const sqliteBusy = 5;

/**
 * Makes the data directory when it is missing and takes its lock. Node has no file locks of its own, so an
 * empty SQLite database is held in an exclusive transaction: the kernel frees it whenever the process ends,
 * so that nothing stale is ever left. (POSIX locks go when the process closes the file: open it nowhere else.)
 */
export function lockDataDirectory(path: string): Result<DirectoryLock, StartError> {
  const cure = "give a writable folder with --data-dir or TANDEM_DATA_DIR";
  const pidFile = join(path, "tandem.pid");
  try {
    makeDirectory(path);
    const file = new DatabaseSync(join(path, "tandem.lock"), { timeout: 0 });
    chmodSync(join(path, "tandem.lock"), 0o600); // Who may read it could lock it.
    file.exec("begin exclusive");
    writeFileSync(pidFile, `${process.pid}\n`);
    return ok({
      release() {
        rmSync(pidFile, { force: true });
        file.close();
      },
    });
  } catch (error) {
    if ((error as { errcode?: number }).errcode === sqliteBusy) {
      const holder = existsSync(pidFile) ? ` (process ${readFileSync(pidFile, "utf8").trim()})` : "";
      const message = `data directory ${path} is in use by another Tandem${holder}: stop it, or use another --data-dir`;
      return err({ kind: "data-directory-in-use", message });
    }
    const message = `data directory ${path} is not writable (${reasonOf(error)}): ${cure}`;
    return err({ kind: "data-directory-not-usable", message });
  }
}

/** Private to us; for root it can be walked through, because the database server runs as somebody else. */
function makeDirectory(path: string): void {
  if (mkdirSync(path, { recursive: true }) === undefined) return;
  chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
}
