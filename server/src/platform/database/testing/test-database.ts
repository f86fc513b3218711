// A real embedded database for one test file.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "#platform/logging";
import type { Logger } from "#platform/logging";
import { openDatabase } from "../database.ts";
import type { Database } from "../database.ts";

export type TestDatabase = {
  readonly database: Database;
  readonly dataDir: string;
  readonly log: Logger;
  /** Stops the server and deletes the directory. Call it in the file's `after`. */
  close(): Promise<void>;
};

/** A migrated, empty database in a temporary data directory: about a second to open. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { dataDir, remove } = makeDataDirectory();
  const log = createLogger({ level: "silent" });
  const opened = await openDatabase({ dataDir, databaseUrl: undefined }, log);
  if (!opened.ok) throw new Error(opened.error.message);
  const database = opened.value;
  return {
    database,
    dataDir,
    log,
    async close() {
      await database.close();
      remove();
    },
  };
}

/** A temporary data directory that any account may walk through, as the one Tandem makes for itself. */
export function makeDataDirectory(): { dataDir: string; remove: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), "tandem-test-"));
  chmodSync(dataDir, 0o711);
  return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
}
