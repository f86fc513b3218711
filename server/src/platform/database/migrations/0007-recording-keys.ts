// Tenants' keys, each wrapped by the operator's key, and what a recording needs to be opened and believed.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await tenantTable(database, { name: "tenant_keys", columns: "wrapped_key bytea not null" });
  // key_id, wrapped_key (base64): null for the plain WAV files of earlier versions. No foreign key: a recording whose
  // key is lost still has its row. sha256: of the file up to its trailer, hexadecimal; null when it has no end.
  // incomplete_from_ms: from there on the disk took nothing.
  await sql`
    alter table recordings
      add column key_id uuid,
      add column wrapped_key text,
      add column sha256 text,
      add column incomplete_from_ms integer,
      add check ((key_id is null) = (wrapped_key is null))`.execute(database);
  await sql`create index on recordings (tenant_id, key_id)`.execute(database);
}
