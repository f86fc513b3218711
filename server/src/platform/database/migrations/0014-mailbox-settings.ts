// What persons want of their mailboxes.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // unanswered_after_seconds: of ringing, after which a colleague's call goes to the mailbox; null: it never does.
  await tenantTable(database, {
    name: "mailbox_settings",
    columns: `
      agent_id uuid not null,
      unanswered_after_seconds integer check (unanswered_after_seconds between 5 and 60),
      foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
      unique (tenant_id, agent_id)`,
  });
}
