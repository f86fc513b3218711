// What reports count of calls that agents place to numbers outside.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // The id is the call's. No foreign keys: what was done stays when a queue or an agent is removed. queue_id: on whose
  // behalf; null for none. connected_at: null when nobody answered.
  await tenantTable(database, {
    name: "outbound_calls",
    columns: `
      agent_id uuid not null,
      queue_id uuid,
      placed_at timestamptz not null,
      connected_at timestamptz,
      talk_ms integer not null`,
    indexes: ["(tenant_id, placed_at)"],
  });
}
