// Numbers as the database keeps them.
import { newId } from "@tandem/kernel";
import type { FlowId, NumberId, TenantId, TrunkId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type EntryPoint = {
  readonly id: NumberId;
  readonly tenantId: TenantId;
  readonly number: string;
  /** Of calls from trunks only those over this one reach the number; null: over any of the tenant's. */
  readonly trunkId: TrunkId | null;
  readonly flowId: FlowId;
  /** Of a queue that agents send callers straight into; undefined for a number. */
  readonly queueName?: string;
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

/** Adds a number, or with `id` changes it. "number-taken": the tenant has it elsewhere. */
export async function storeEntryPoint(
  tenantId: TenantId,
  database: Database,
  {
    id,
    number,
    trunkId,
    flowId,
  }: Omit<EntryPoint, "id" | "tenantId"> & { readonly id: NumberId | undefined },
): Promise<{ readonly id: NumberId } | "number-taken" | "not-found"> {
  const columns = { number, trunk_id: trunkId, flow_id: flowId };
  return database.withTenant(tenantId, async (trx) => {
    const taken = await trx
      .selectFrom("numbers")
      .where("tenant_id", "=", tenantId)
      .where("number", "=", number)
      .select("id")
      .executeTakeFirst();
    if (taken && taken.id !== id) return "number-taken";
    if (id === undefined) {
      const row = { tenant_id: tenantId, id: newId<NumberId>(), ...columns };
      return trx.insertInto("numbers").values(row).returning("id").executeTakeFirstOrThrow();
    }
    const updated = await trx
      .updateTable("numbers")
      .set(columns)
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    return updated ?? "not-found";
  });
}

/** The number that was removed; undefined when there was none. */
export async function deleteEntryPoint(
  tenantId: TenantId,
  database: Database,
  id: NumberId,
): Promise<string | undefined> {
  const removed = await database.withTenant(tenantId, (trx) =>
    trx
      .deleteFrom("numbers")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .returning("number")
      .executeTakeFirst(),
  );
  return removed?.number;
}
