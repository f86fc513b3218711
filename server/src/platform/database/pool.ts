// The connections: bounded waits, prepared statements, and a clear error when the server is away.
import type { Clock } from "@tandem/kernel";
import pg from "pg";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import { watchSilence } from "./silence.ts";
import { reasonOf } from "./start-error.ts";
import { DatabaseUnavailable, isUnavailability } from "./unavailable.ts";

/** Where the server is and who we are to it. */
export type ConnectionTarget = {
  /** A Unix socket's folder with user and database, or a `postgres://` URL. */
  readonly server: { host: string; user: string; database: string } | { connectionString: string };
  /** The role every connection takes on, when it is not the login's own. */
  readonly role: string | undefined;
};

const maxConnections = 20;
/** Longer than a healthy server ever takes to accept, short enough for a caller on the line. */
const connectTimeoutMs = 2_000;
/** Nobody is on the line yet, and a server that was just started on a busy machine accepts late. */
export const startConnectTimeoutMs = 30_000;
/** The server itself ends what takes longer, so that one slow report is one error. */
const statementTimeoutMs = 30_000;
/** In case the server answers whoever asks it, and is silent on one connection. */
const silenceTimeoutMs = statementTimeoutMs + 5_000;
/** Lists of varying length make endless statement texts, and the server keeps each one it was told to prepare. */
const maxPreparedStatements = 500;

/** int8 as a number: the counts, bytes and milliseconds here stay far below 2^53. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, Number);

/** The driver's options for one connection or a pool of them, without a limit to a statement's time. */
export function clientOptions(target: ConnectionTarget, timeoutMs = connectTimeoutMs): pg.ClientConfig {
  return {
    ...target.server,
    application_name: "tandem",
    connectionTimeoutMillis: timeoutMs,
    keepAlive: true,
    types,
  };
}

export type PoolOptions = {
  readonly clock: Clock;
  /** Whether the server is there; asked when an answer takes long. Never rejects. */
  readonly probe: () => Promise<boolean>;
  readonly onUnavailable: (reason: string) => void;
};

/**
 * A pool for Kysely. Every failure to reach the server becomes `DatabaseUnavailable` and is reported to
 * `onUnavailable`; the server's own answers pass through as they are.
 */
export function openPool(
  target: ConnectionTarget,
  { clock, probe, onUnavailable }: PoolOptions,
): PostgresPool {
  const pool = new pg.Pool({
    ...clientOptions(target),
    statement_timeout: statementTimeoutMs,
    query_timeout: silenceTimeoutMs,
    max: maxConnections,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it; its types do not say so
    onConnect: (client) => takeRole(client, target.role),
  });
  pool.on("error", (error) => onUnavailable(reasonOf(error)));
  const statementNames = new Map<string, string>();
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();

  const unavailable = (error: unknown): unknown => {
    if (!isUnavailability(error)) return error;
    onUnavailable(reasonOf(error));
    return new DatabaseUnavailable(reasonOf(error), error);
  };
  const wrap = (client: pg.PoolClient): PostgresPoolClient => {
    let lost = false;
    // While a connection is taken, the pool does not listen for its loss, and an unheard error ends the process.
    client.on("error", (error) => onUnavailable(reasonOf(error)));
    const query = async (text: string, values: readonly unknown[] = []) => {
      const name = values.length > 0 ? nameOf(text, statementNames) : undefined;
      const onSilent = () => {
        onUnavailable("it does not answer");
        closeNow(client);
      };
      const answered = watchSilence({ clock, probe, onSilent });
      try {
        return await client.query({ text, values: [...values], ...(name && { name }) });
      } catch (error) {
        lost ||= isUnavailability(error);
        throw unavailable(error);
      } finally {
        answered();
      }
    };
    const release = (destroy = false) => client.release(destroy || lost);
    // Kysely's type also knows cursors, which nobody here asks for.
    return { query, release } as unknown as PostgresPoolClient;
  };

  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const busy = pool.totalCount >= maxConnections;
      const client = await pool.connect().catch((error: unknown) => {
        // All connections in use for two seconds is a busy node, not a server that went away.
        if (busy) throw new DatabaseUnavailable("every connection is in use", error);
        throw unavailable(error);
      });
      const known = clients.get(client) ?? wrap(client);
      clients.set(client, known);
      return known;
    },
  };
}

/** Ends a connection whose query hangs, so that the query fails now; the driver cuts it off without a goodbye. */
function closeNow(client: pg.PoolClient): void {
  void (client as unknown as pg.Client).end().catch(() => {});
}

async function takeRole(client: pg.ClientBase, role: string | undefined): Promise<void> {
  if (role !== undefined) await client.query(`set role ${pg.escapeIdentifier(role)}`);
}

function nameOf(text: string, names: Map<string, string>): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= maxPreparedStatements) return known;
  const name = `tandem_${names.size + 1}`;
  names.set(text, name);
  return name;
}
