// Who understands what a tenant's callers say.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await tenantTable(database, {
    name: "recognition_settings",
    columns: `
      settings jsonb not null,
      unique (tenant_id)`,
  });
}
