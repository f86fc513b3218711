// Where recordings are kept, how long, and which of them wait to be moved or taken away.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // One row a tenant, or none while recordings are kept for ever. keep_days: age at which they are deleted.
  await tenantTable(database, {
    name: "recording_policies",
    columns: "keep_days integer check (keep_days between 1 and 36500), unique (tenant_id)",
  });
  // stored_in: the node's disk, or the S3 store. upload_attempts, next_upload_at, upload_error: of one that waits on
  // the disk. legal_hold: nobody deletes it. file_gone: of a deleted one, whether its file is gone too.
  await sql`
    alter table recordings
      drop constraint recordings_state_check,
      add check (state in ('stored', 'missing', 'deleted')),
      add column stored_in text not null default 'local' check (stored_in in ('local', 's3')),
      add column upload_attempts integer not null default 0,
      add column next_upload_at timestamptz,
      add column upload_error text,
      add column legal_hold boolean not null default false,
      add column deleted_at timestamptz,
      add column file_gone boolean not null default false,
      add check (state <> 'deleted' or (wrapped_key is null and deleted_at is not null))`.execute(database);
  await sql`
    create index on recordings (tenant_id, next_upload_at)
      where stored_in = 'local' and state = 'stored' and wrapped_key is not null`.execute(database);
  await sql`create index on recordings (tenant_id, started_at) where state = 'stored'`.execute(database);
  await sql`
    create index on recordings (tenant_id) where state = 'deleted' and not file_gone`.execute(database);
}
