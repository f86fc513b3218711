// SIP messages of ended calls, packed: one row for some calls that ended at about the same time.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await tenantTable(database, {
    name: "signalling_traces",
    columns: `
      call_ids uuid[] not null,
      byte_count integer not null check (byte_count > 0),
      format smallint not null,
      messages bytea not null`,
  });
  // The bytes are compressed already: PostgreSQL need not try.
  await sql`alter table signalling_traces alter column messages set storage external`.execute(database);
}
