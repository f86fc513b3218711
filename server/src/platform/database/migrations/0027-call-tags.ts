// What flows have noted of a call: name → value.
import { sql } from "kysely";
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table calls add column tags jsonb not null default '{}'`.execute(database);
  await sql`create index on calls using gin (tags jsonb_path_ops) where tags <> '{}'`.execute(database);
}
