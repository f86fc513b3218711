// The toll-fraud limits of a tenant as the database keeps them: one row, or none while they are the usual ones.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { DiallingLimits } from "./dialling-limits.ts";

/** Undefined when nobody has set any. */
export async function loadDiallingLimits(
  tenantId: TenantId,
  database: Database,
): Promise<DiallingLimits | undefined> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("dialling_limits").select("settings").where("tenant_id", "=", tenantId).executeTakeFirst(),
  );
  // Written by `storeDiallingLimits` alone.
  return row?.settings as DiallingLimits | undefined;
}

export async function storeDiallingLimits(
  tenantId: TenantId,
  limits: DiallingLimits,
  database: Database,
): Promise<void> {
  const settings = JSON.stringify(limits);
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("dialling_limits")
      .values({ tenant_id: tenantId, id: newId(), settings })
      .onConflict((conflict) => conflict.column("tenant_id").doUpdateSet({ settings }))
      .execute(),
  );
}
