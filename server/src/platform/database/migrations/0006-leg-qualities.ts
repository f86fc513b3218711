// How legs sounded: over their time in a table of its own, summed up with the leg.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // id: of the leg. series: columns of values as telephony/voice-quality writes them.
  await tenantTable(database, {
    name: "leg_qualities",
    columns: `
      call_id uuid not null,
      codec text not null,
      started_at timestamptz not null,
      series jsonb not null`,
    indexes: ["(tenant_id, call_id)"],
  });
  // Null: nothing was measured.
  await sql`alter table call_legs add column quality jsonb`.execute(database);
}
