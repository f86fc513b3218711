// Secrets by name, sealed, as the database keeps them.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type SecretListing = { readonly name: string; readonly changedAt: number };
export type StoredSecret = SecretListing & { readonly sealed: string };

export async function loadSecrets(tenantId: TenantId, database: Database): Promise<StoredSecret[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("secrets")
      .where("tenant_id", "=", tenantId)
      .select(["name", "sealed", "changed_at"])
      .orderBy("name")
      .execute(),
  );
  return rows.map(({ changed_at, ...row }) => ({ ...row, changedAt: changed_at.getTime() }));
}

/** In the place of what had that name before. */
export async function storeSecret(
  tenantId: TenantId,
  database: Database,
  { name, sealed, changedAt }: StoredSecret,
): Promise<void> {
  const changed = { sealed, changed_at: new Date(changedAt) };
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("secrets")
      .values({ tenant_id: tenantId, id: newId(), name, ...changed })
      .onConflict((conflict) => conflict.columns(["tenant_id", "name"]).doUpdateSet(changed))
      .execute(),
  );
}

/** False when it is not there. */
export async function deleteSecret(tenantId: TenantId, database: Database, name: string): Promise<boolean> {
  const { numDeletedRows } = await database.withTenant(tenantId, (trx) =>
    trx.deleteFrom("secrets").where("tenant_id", "=", tenantId).where("name", "=", name).executeTakeFirst(),
  );
  return numDeletedRows > 0n;
}
