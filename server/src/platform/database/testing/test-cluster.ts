// The migrated, empty database that a run of many tests makes once and copies: a copy takes a third of making it.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "#platform/logging";
import { openDatabase } from "../database.ts";
import { makeDataDirectory } from "./data-directory.ts";

/** Names the data directory to copy to the processes of a run. Without it each test makes its own database. */
const variable = "TANDEM_TEST_CLUSTER";

/** Makes the database that {@link copyTestCluster} copies, for this process and those it starts, until disposed of. */
export async function makeTestCluster(): Promise<Disposable> {
  const { dataDir, remove } = makeDataDirectory();
  const opened = await openDatabase({ dataDir, databaseUrl: undefined }, createLogger({ level: "silent" }));
  if (!opened.ok) throw new Error(opened.error.message);
  await opened.value.close();
  process.env[variable] = dataDir;
  return {
    [Symbol.dispose]() {
      delete process.env[variable];
      remove();
    },
  };
}

/** Puts a copy of the run's database into a data directory that has none; does nothing outside such a run. */
export function copyTestCluster(dataDir: string): void {
  const source = process.env[variable];
  if (source === undefined || existsSync(join(dataDir, "postgres"))) return;
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  // The server's account owns its files; the programs and the socket are made anew.
  execFileSync("cp", ["-a", join(source, "postgres"), dataDir]);
}
