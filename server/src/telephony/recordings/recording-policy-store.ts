// How long a tenant keeps recordings: one row, or none while they are kept for ever.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

/** Days; null: for ever. */
export async function loadKeepDays(tenantId: TenantId, database: Database): Promise<number | null> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recording_policies")
      .select("keep_days")
      .where("tenant_id", "=", tenantId)
      .executeTakeFirst(),
  );
  return row?.keep_days ?? null;
}

export async function storeKeepDays(
  tenantId: TenantId,
  keepDays: number | null,
  database: Database,
): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("recording_policies")
      .values({ tenant_id: tenantId, id: newId(), keep_days: keepDays })
      .onConflict((conflict) => conflict.column("tenant_id").doUpdateSet({ keep_days: keepDays }))
      .execute(),
  );
}
