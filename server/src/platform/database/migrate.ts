// Brings the tables to this release's shape.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import { Kysely, PostgresDialect } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import { migrations } from "./migrations/index.ts";
import { clientOptions, startConnectTimeoutMs } from "./pool.ts";
import type { ConnectionTarget } from "./pool.ts";
import { reasonOf } from "./start-error.ts";
import type { StartError } from "./start-error.ts";

/**
 * Runs the migrations that have not run yet, in one transaction, and returns their names. Several nodes may
 * do this at once: an advisory lock lets one work and the others find nothing left to do.
 */
export async function migrate(target: ConnectionTarget): Promise<Result<string[], StartError>> {
  const pool = new pg.Pool({ ...clientOptions(target, startConnectTimeoutMs), max: 1 });
  pool.on("error", () => {}); // The query that was under way reports it.
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    const migrator = new Migrator({
      db: database,
      provider: { getMigrations: async () => ({ ...migrations }) },
    });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error === undefined) return ok(results.map(({ migrationName }) => migrationName));
    const failed = results.find(({ status }) => status === "Error")?.migrationName ?? "the migrations";
    return err({ kind: "migration-failed", message: `${failed} could not be run: ${reasonOf(error)}` });
  } finally {
    await database.destroy();
  }
}
