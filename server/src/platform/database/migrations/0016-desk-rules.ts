// How agents work at their desks: rules for all of a tenant and for each queue, who has signed out of a queue, and
// dispositions as a tree.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // settings: see contact-center/agents/desk-rules.ts.
  await tenantTable(database, { name: "desk_rules", columns: "settings jsonb not null, unique (tenant_id)" });
  await tenantTable(database, {
    name: "queue_desk_rules",
    columns: `
      queue_id uuid not null,
      settings jsonb not null,
      foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade,
      unique (tenant_id, queue_id)`,
  });
  // signed_out: the agent belongs to the queue and takes none of its callers.
  await sql`alter table queue_agents add column signed_out boolean not null default false`.execute(database);
  // parent_code: the disposition that this one refines; null at the top.
  await sql`
    alter table dispositions
      add column parent_code text,
      add column note_required boolean not null default false`.execute(database);
}
