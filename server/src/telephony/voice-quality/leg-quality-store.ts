// What was measured of each leg, in the database: one row a leg.
import type { CallId, TenantId } from "@tandem/kernel";
import { insertRows } from "#platform/database";
import type { Database, TableRow } from "#platform/database";
import type { QualityKept } from "./voice-quality-facts.ts";

/** Adds the legs of any tenants; those that are there already stay as they are. */
export async function keepLegQualities(facts: readonly QualityKept[], database: Database): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(facts, (fact) => fact.tenantId)) {
    const rows = own.map(({ legId, callId, codec, startedAt, series }) => ({
      tenant_id: tenantId,
      id: legId,
      call_id: callId,
      codec,
      started_at: new Date(startedAt),
      series,
    }));
    await database.withTenant(tenantId, (trx) => insertRows(trx, "leg_qualities", rows));
  }
}

/** The legs of a call of which anything was measured, in the order they were first heard. */
export async function legQualitiesOf(
  tenantId: TenantId,
  callId: CallId,
  database: Database,
): Promise<TableRow<"leg_qualities">[]> {
  return database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("leg_qualities")
      .where("tenant_id", "=", tenantId)
      .where("call_id", "=", callId)
      .selectAll()
      .orderBy("started_at")
      .execute(),
  );
}
