// Limits of all trunk calls of a tenant, as the database keeps them.
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { CallLimit } from "./call-limits.ts";

export async function loadCallLimits(tenantId: TenantId, database: Database): Promise<CallLimit> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("tenants")
      .where("id", "=", tenantId)
      .select(["max_calls", "calls_per_second"])
      .executeTakeFirst(),
  );
  return { maxCalls: row?.max_calls ?? null, callsPerSecond: row?.calls_per_second ?? null };
}

export async function storeCallLimits(
  tenantId: TenantId,
  database: Database,
  limit: CallLimit,
): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("tenants")
      .set({ max_calls: limit.maxCalls, calls_per_second: limit.callsPerSecond })
      .where("id", "=", tenantId)
      .execute(),
  );
}
