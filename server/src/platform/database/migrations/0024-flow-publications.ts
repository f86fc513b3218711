// What is drawn but not yet published of a flow, and which version of it was, or will be, given to callers, when and by whom.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  const byUser = (column: string) =>
    `foreign key (tenant_id, ${column}) references users (tenant_id, id) on delete set null (${column})`;
  // revision: one more with each saving, so that two who edit notice one another.
  await tenantTable(database, {
    name: "flow_drafts",
    columns: `
      flow_id uuid not null,
      document jsonb not null,
      revision integer not null check (revision > 0),
      saved_at timestamptz not null,
      saved_by uuid,
      unique (tenant_id, flow_id),
      foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade,
      ${byUser("saved_by")}`,
  });
  // due_at: when callers get it. applied_at: when they got it. called_off_at: when somebody thought better of it.
  await tenantTable(database, {
    name: "flow_publications",
    columns: `
      flow_id uuid not null,
      version integer not null,
      note text not null default '',
      published_by uuid,
      due_at timestamptz not null,
      applied_at timestamptz,
      called_off_at timestamptz,
      foreign key (tenant_id, flow_id, version)
        references flow_versions (tenant_id, flow_id, version) on delete cascade,
      ${byUser("published_by")}`,
    indexes: [
      "(tenant_id, flow_id, due_at)",
      "(tenant_id, due_at) where applied_at is null and called_off_at is null",
    ],
  });
}
