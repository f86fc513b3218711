// Keys and passwords of a tenant's for servers of others, sealed.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await tenantTable(database, {
    name: "secrets",
    columns: `
      name text not null,
      sealed text not null,
      changed_at timestamptz not null,
      unique (tenant_id, name)`,
  });
}
