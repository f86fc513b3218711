// Tenants' keys in the database, wrapped.
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type StoredKey = {
  readonly id: string;
  readonly wrappedKey: Buffer;
  readonly createdAt: Date;
};

/** The oldest first. */
export async function listTenantKeys(tenantId: TenantId, database: Database): Promise<StoredKey[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("tenant_keys")
      .where("tenant_id", "=", tenantId)
      .select(["id", "wrapped_key", "created_at"])
      .orderBy("created_at")
      .orderBy("id")
      .execute(),
  );
  return rows.map((row) => ({ id: row.id, wrappedKey: row.wrapped_key, createdAt: row.created_at }));
}

export async function addTenantKey(
  tenantId: TenantId,
  key: Omit<StoredKey, "createdAt">,
  database: Database,
): Promise<void> {
  const row = { tenant_id: tenantId, id: key.id, wrapped_key: key.wrappedKey };
  await database.withTenant(tenantId, (trx) => trx.insertInto("tenant_keys").values(row).execute());
}

/** From then on nothing that it wraps can be opened. */
export async function deleteTenantKey(tenantId: TenantId, id: string, database: Database): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx.deleteFrom("tenant_keys").where("tenant_id", "=", tenantId).where("id", "=", id).execute(),
  );
}
