// How the keys of each device come and go: see telephony/calls/dtmf-setting.ts.
import { sql } from "kysely";
import type { Kysely } from "kysely";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    alter table devices
      add column dtmf text not null default 'auto'
        check (dtmf in ('auto', 'rfc4733', 'in-band', 'info'))`.execute(database);
}
