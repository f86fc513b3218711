// Tables that tenants bring for their flows: rows found by the value of their first column.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await tenantTable(database, {
    name: "data_tables",
    columns: `
      name text not null,
      columns jsonb not null,
      row_count integer not null,
      changed_at timestamptz not null,
      changed_by uuid,
      unique (tenant_id, name),
      foreign key (tenant_id, changed_by) references users (tenant_id, id) on delete set null (changed_by)`,
  });
  // row_values: in the order of the table's columns, the key first.
  await tenantTable(database, {
    name: "data_rows",
    columns: `
      table_id uuid not null,
      key text not null,
      row_values jsonb not null,
      unique (tenant_id, table_id, key),
      foreign key (tenant_id, table_id) references data_tables (tenant_id, id) on delete cascade`,
  });
  // What is written at once is analysed at once, by its size.
  await sql`alter table data_rows set (autovacuum_analyze_scale_factor = 0.05)`.execute(database);
}
