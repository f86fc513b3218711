// Trunks with all their settings, limits of a tenant's calls, and the called side of an outbound call.
import { sql } from "kysely";
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  // settings: what telephony/trunks reads; a column would be needed only for what is searched by.
  // sealed_password, sealed_inbound_password: openable with the installation's key alone.
  // Trunks that are there keep the numbers of callers as they had them, so that their history goes on under them: by
  // the column's first default, since an update would be bound by row-level security.
  await sql`
    alter table trunks
      add column settings jsonb not null default '{"numbersIn":"as-dialled"}',
      add column sealed_password text,
      add column sealed_inbound_password text`.execute(database);
  await sql`alter table trunks alter column settings set default '{}'`.execute(database);
  // Of all calls over trunks together; null: no limit.
  await sql`
    alter table tenants
      add column max_calls integer check (max_calls > 0),
      add column calls_per_second double precision check (calls_per_second > 0)`.execute(database);
  await sql`alter table call_legs drop constraint call_legs_kind_check`.execute(database);
  await sql`
    alter table call_legs
      add constraint call_legs_kind_check check (kind in ('caller', 'agent', 'callee'))`.execute(database);
}
