// Callbacks that agents have promised, as reminders of their own.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await tenantTable(database, {
    name: "reminders",
    columns: `
      agent_id uuid not null,
      at timestamptz not null,
      number text not null,
      note text not null default '',
      done_at timestamptz,
      foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade`,
    indexes: ["(tenant_id, agent_id, at)"],
  });
}
