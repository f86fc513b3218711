// Trunks as the database keeps them.
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Trunk } from "./trunk-directory.ts";

export async function loadTrunks(tenantId: TenantId, database: Database): Promise<Trunk[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("trunks").where("tenant_id", "=", tenantId).selectAll().orderBy("id").execute(),
  );
  return rows.map((row) => ({ id: row.id, tenantId, name: row.name, addresses: row.addresses }));
}
