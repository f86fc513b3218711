// A real embedded database for one test file.
import { createLogger } from "#platform/logging";
import type { Logger } from "#platform/logging";
import { openDatabase } from "../database.ts";
import type { Database } from "../database.ts";
import { makeDataDirectory } from "./data-directory.ts";
import { copyTestCluster } from "./test-cluster.ts";

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
  copyTestCluster(dataDir);
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
