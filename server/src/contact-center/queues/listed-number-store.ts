// Numbers that go first, and numbers that are let into no queue, as the database keeps them.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type ListedNumber = {
  readonly id: string;
  readonly number: string;
  /** Steps of priority that it goes before others; null: it is blocked. */
  readonly priority: number | null;
  readonly note: string;
};

export async function loadListedNumbers(tenantId: TenantId, database: Database): Promise<ListedNumber[]> {
  return database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("listed_numbers")
      .where("tenant_id", "=", tenantId)
      .select(["id", "number", "priority", "note"])
      .orderBy("number")
      .execute(),
  );
}

/** In the place of what was said of that number before. */
export async function storeListedNumber(
  tenantId: TenantId,
  database: Database,
  { number, priority, note }: Omit<ListedNumber, "id">,
): Promise<string> {
  const { id } = await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("listed_numbers")
      .values({ tenant_id: tenantId, id: newId(), number, priority, note })
      .onConflict((conflict) => conflict.columns(["tenant_id", "number"]).doUpdateSet({ priority, note }))
      .returning("id")
      .executeTakeFirstOrThrow(),
  );
  return id;
}

/** False when it is not there. */
export async function deleteListedNumber(
  tenantId: TenantId,
  database: Database,
  id: string,
): Promise<boolean> {
  return database.withTenant(tenantId, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom("listed_numbers")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  });
}
