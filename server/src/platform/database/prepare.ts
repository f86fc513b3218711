// Makes a server ready for Tandem: its database, its role, its tables. Nodes that start together take turns.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import pg from "pg";
import { clusterOwner } from "./embedded/programs.ts";
import { migrate } from "./migrate.ts";
import { clientOptions, startConnectTimeoutMs } from "./pool.ts";
import type { ConnectionTarget } from "./pool.ts";
import { applicationRole, chooseRole, createApplicationRole, grantTables } from "./roles.ts";
import { reasonOf } from "./start-error.ts";
import type { StartError } from "./start-error.ts";

const databaseName = "tandem";

/** Prepares the embedded server whose socket is in the folder; says how the application connects to it. */
export async function prepareEmbedded(
  socketDirectory: string,
): Promise<Result<ConnectionTarget, StartError>> {
  const server = (user: string, database: string) => ({
    server: { host: socketDirectory, user, database },
    role: undefined,
  });
  const created = await connected(server(clusterOwner, "postgres"), async (client) => {
    await createApplicationRole(client, "login");
    const { rowCount } = await client.query("select from pg_database where datname = $1", [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
    return ok();
  });
  if (!created.ok) return created;
  const owner = server(clusterOwner, databaseName);
  const migrated = await connected(owner, (client) => migrateAndGrant(client, owner));
  return migrated.ok ? ok(server(applicationRole, databaseName)) : migrated;
}

/** Prepares the server at a `postgres://` URL; says how the application connects to it. */
export async function prepareExternal(url: string): Promise<Result<ConnectionTarget, StartError>> {
  const login: ConnectionTarget = { server: { connectionString: url }, role: undefined };
  return connected(login, async (client) => {
    const role = await chooseRole(client);
    if (!role.ok) return role;
    const migrated = role.value === undefined ? await migrate(login) : await migrateAndGrant(client, login);
    return migrated.ok ? ok({ ...login, role: role.value }) : migrated;
  });
}

async function migrateAndGrant(
  client: pg.Client,
  owner: ConnectionTarget,
): Promise<Result<unknown, StartError>> {
  const migrated = await migrate(owner);
  if (migrated.ok) await grantTables(client);
  return migrated;
}

/** Any number that no other program takes an advisory lock on: "tandem" in ASCII, cut to 31 bits. */
const prepareLock = 0x74_61_6e_64;

/** Runs `work` on one connection, under a lock that the server frees when the connection ends. */
async function connected<T>(
  target: ConnectionTarget,
  work: (client: pg.Client) => Promise<Result<T, StartError>>,
): Promise<Result<T, StartError>> {
  const client = new pg.Client(clientOptions(target, startConnectTimeoutMs));
  client.on("error", () => {}); // The query that was under way reports it.
  try {
    await client.connect();
    await client.query("select pg_advisory_lock($1)", [prepareLock]);
    return await work(client);
  } catch (error) {
    const message = `the database cannot be used (${reasonOf(error)}): check DATABASE_URL and that the server runs`;
    return err({ kind: "cannot-connect", message });
  } finally {
    await client.end().catch(() => {});
  }
}
