// Who the application is to the database: never a role that row-level security does not bind.
import { err, ok } from "@tandem/kernel";
import type { Result } from "@tandem/kernel";
import pg from "pg";
import type { StartError } from "./start-error.ts";

/** The role of the application's connections; it owns no table and no policy makes an exception for it. */
export const applicationRole = "tandem_app";

/** PostgreSQL's `server_version_num` of the oldest release these migrations are written for. */
const minVersionNumber = 150_000;

/**
 * Decides the role of the application's connections on a server somebody else runs: the login's own when
 * row-level security binds it, else `tandem_app`, which is made when missing.
 */
export async function chooseRole(client: pg.Client): Promise<Result<string | undefined, StartError>> {
  const { rows } = await client.query<{ version: string; number: string; name: string; exempt: boolean }>(
    `select current_setting('server_version') as version, current_setting('server_version_num') as number,
            rolname as name, rolsuper or rolbypassrls as exempt
       from pg_roles where rolname = current_user`,
  );
  const found = rows[0];
  if (found === undefined) throw new Error("current_user is not in pg_roles");
  const wrongVersion = checkServerVersion(Number(found.number), found.version);
  if (wrongVersion !== undefined) return err(wrongVersion);
  if (!found.exempt) return ok(undefined);
  try {
    await createApplicationRole(client, "nologin");
    await client.query(`set role ${applicationRole}`);
    const { rows: taken } = await client.query<{ exempt: boolean }>(
      "select rolsuper or rolbypassrls as exempt from pg_roles where rolname = current_user",
    );
    await client.query("reset role");
    if (taken[0]?.exempt === false) return ok(applicationRole);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== insufficientPrivilege) throw error;
  }
  return err({
    kind: "role-not-safe",
    message:
      `DATABASE_URL logs in as "${found.name}", which row-level security does not bind, and ${applicationRole} ` +
      "cannot be used instead: log in as an ordinary role that owns the database",
  });
}

/** The error of a server too old, by its `server_version_num` and `server_version`. */
export function checkServerVersion(number: number, version: string): StartError | undefined {
  if (number >= minVersionNumber) return undefined;
  const message = `DATABASE_URL leads to PostgreSQL ${version}, expected 15 or newer: upgrade that server`;
  return { kind: "wrong-version", message };
}

const insufficientPrivilege = "42501";

/** Makes the application's role when it is missing. Safe when several nodes do it at once. */
export async function createApplicationRole(client: pg.Client, login: "login" | "nologin"): Promise<void> {
  await client.query(`
    do $$ begin
      create role ${applicationRole} nosuperuser nobypassrls nocreaterole nocreatedb ${login};
    exception when duplicate_object or unique_violation then null;
    end $$`);
}

/** Lets the application's role use the tables there are, and read which migrations have run. */
export async function grantTables(client: pg.Client): Promise<void> {
  await client.query(`
    do $$ declare name text; begin
      for name in select tablename from pg_tables where schemaname = 'public' and tableowner = current_user loop
        if name like 'kysely_%' then
          execute format('grant select on public.%I to ${applicationRole}', name);
        else
          execute format('grant select, insert, update, delete on public.%I to ${applicationRole}', name);
        end if;
      end loop;
    end $$`);
}
