// The open database: transactions bound to one tenant, and whether the server is there.
import { err, ok, systemClock } from "@tandem/kernel";
import type { Clock, Result, TenantId } from "@tandem/kernel";
import { Kysely, PostgresDialect } from "kysely";
import type { Transaction } from "kysely";
import type { Logger } from "#platform/logging";
import { Availability } from "./availability.ts";
import type { DatabaseState } from "./availability.ts";
import { lockDataDirectory } from "./data-directory.ts";
import { EmbeddedServer } from "./embedded/embedded-server.ts";
import { openPool } from "./pool.ts";
import type { ConnectionTarget } from "./pool.ts";
import { prepareEmbedded, prepareExternal } from "./prepare.ts";
import { probe } from "./probe.ts";
import type { Schema } from "./schema.ts";
import { reasonOf } from "./start-error.ts";
import type { StartError } from "./start-error.ts";
import { enterPlatform, enterTenant } from "./tenant-scope.ts";
import { DatabaseUnavailable } from "./unavailable.ts";

type Work<T> = (trx: Transaction<Schema>) => Promise<T>;

/**
 * Both ways to work run `work` in one transaction, committed when it resolves and rolled back when it throws.
 * They throw `DatabaseUnavailable` at once while the database is down, and within seconds when it goes down.
 */
export type Database = {
  /** Sees and writes the rows of one tenant. Name the tenant in every predicate nevertheless: indexes start with it. */
  withTenant<T>(tenantId: TenantId, work: Work<T>): Promise<T>;
  /** Sees the list of tenants and no tenant's rows. */
  withPlatform<T>(work: Work<T>): Promise<T>;
  state(): DatabaseState;
  /** Hears every change from now on. The returned function ends the subscription. */
  onStateChange(callback: (state: DatabaseState) => void): () => void;
  /** Waits for running transactions, then stops the embedded server and gives the data directory back. */
  close(): Promise<void>;
};

/**
 * Takes the data directory, brings the server up (the embedded one, or the one at `databaseUrl`), and runs the
 * migrations that are due.
 */
export async function openDatabase(
  config: { readonly dataDir: string; readonly databaseUrl?: string | undefined },
  log: Logger,
  clock: Clock = systemClock,
): Promise<Result<Database, StartError>> {
  const lock = lockDataDirectory(config.dataDir);
  if (!lock.ok) return lock;
  const server = config.databaseUrl
    ? await openExternal(config.databaseUrl)
    : await openEmbedded(config.dataDir, log, clock).catch(diskProblem);
  if (!server.ok) {
    lock.value.release();
    return err(server.error);
  }
  const { target, stop } = server.value;
  return ok(
    databaseOn(target, { log, clock }, async () => {
      await stop();
      lock.value.release();
    }),
  );
}

/** A full disk or a folder without access is no bug; anything else is. */
function diskProblem(error: unknown): Result<never, StartError> {
  if (!(error instanceof Error && "syscall" in error)) throw error;
  return err({ kind: "cannot-start", message: `the embedded database cannot be set up: ${reasonOf(error)}` });
}

/** A server that takes connections and has this release's tables. */
type ReadyServer = { target: ConnectionTarget; stop: () => Promise<void> };

async function openExternal(url: string): Promise<Result<ReadyServer, StartError>> {
  const target = await prepareExternal(url);
  return target.ok ? ok({ target: target.value, stop: async () => {} }) : target;
}

async function openEmbedded(
  dataDir: string,
  log: Logger,
  clock: Clock,
): Promise<Result<ReadyServer, StartError>> {
  const server = await EmbeddedServer.start({ dataDir, clock, log });
  if (!server.ok) return server;
  const target = await prepareEmbedded(server.value.socketDirectory);
  if (!target.ok) await server.value.stop();
  return target.ok ? ok({ target: target.value, stop: () => server.value.stop() }) : target;
}

function databaseOn(
  target: ConnectionTarget,
  { log, clock }: { log: Logger; clock: Clock },
  afterwards: () => Promise<void>,
): Database {
  const isThere = () => probe(target);
  const availability = new Availability({ probe: isThere, clock, log });
  const onUnavailable = (reason: string) => availability.report(reason);
  const pool = openPool(target, { clock, probe: isThere, onUnavailable });
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });

  const run = async <T>(enter: (trx: Transaction<Schema>) => Promise<void>, work: Work<T>): Promise<T> => {
    if (availability.state === "down") throw new DatabaseUnavailable("it is down");
    return kysely.transaction().execute(async (trx) => {
      await enter(trx);
      return work(trx);
    });
  };
  return {
    withTenant: (tenantId, work) => run((trx) => enterTenant(trx, tenantId), work),
    withPlatform: (work) => run(enterPlatform, work),
    state: () => availability.state,
    onStateChange: (callback) => availability.onChange(callback),
    async close() {
      availability.close();
      await kysely.destroy();
      await afterwards();
    },
  };
}
