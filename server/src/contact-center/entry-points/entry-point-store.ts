// Numbers as the database keeps them.
import type { FlowId, NumberId, TenantId, TrunkId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type EntryPoint = {
  readonly id: NumberId;
  readonly tenantId: TenantId;
  readonly number: string;
  /** Of calls from trunks only those over this one reach the number; null: over any of the tenant's. */
  readonly trunkId: TrunkId | null;
  readonly flowId: FlowId;
};

export async function loadEntryPoints(tenantId: TenantId, database: Database): Promise<EntryPoint[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("numbers").where("tenant_id", "=", tenantId).selectAll().orderBy("number").execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    tenantId,
    number: row.number,
    trunkId: row.trunk_id,
    flowId: row.flow_id,
  }));
}
