// Security facts of tenants in the database.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database, TableRow } from "#platform/database";
import type { CountedTenantFact } from "./tenant-facts.ts";

/** Facts older than this are of no use to anybody, and may name people. */
const keepDays = 90;

/** Writes facts of any tenants, and takes away what is too old of the tenants that had some. */
export async function storeSecurityFacts(
  facts: readonly CountedTenantFact[],
  database: Database,
): Promise<void> {
  const byTenant = Map.groupBy(facts, ({ tenantId }) => tenantId);
  for (const [tenantId, own] of byTenant) {
    await database.withTenant(tenantId, async (trx) => {
      const rows = own.map(({ kind, source, subject, count, at }) => {
        return { tenant_id: tenantId, id: newId(), kind, source, subject, count, at: new Date(at) };
      });
      await trx.insertInto("security_facts").values(rows).execute();
      const latest = Math.max(...own.map(({ at }) => at));
      const oldest = new Date(latest - keepDays * 86_400_000);
      await trx
        .deleteFrom("security_facts")
        .where("tenant_id", "=", tenantId)
        .where("at", "<", oldest)
        .execute();
    });
  }
}

/** The latest facts of a tenant, newest first. */
export async function listSecurityFacts(
  tenantId: TenantId,
  limit: number,
  database: Database,
): Promise<TableRow<"security_facts">[]> {
  return database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("security_facts")
      .selectAll()
      .where("tenant_id", "=", tenantId)
      .orderBy("at", "desc")
      .limit(limit)
      .execute(),
  );
}
