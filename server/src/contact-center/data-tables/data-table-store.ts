// Tables that tenants bring, as the database keeps them.
import { newId } from "@tandem/kernel";
import type { TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { BroughtTable } from "./table-file.ts";

export type DataTable = {
  readonly name: string;
  /** The key's first. */
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly changedAt: number;
  readonly changedBy: string | null;
};

const rowsAtOnce = 5000;

export async function listDataTables(tenantId: TenantId, database: Database): Promise<DataTable[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("data_tables")
      .leftJoin("users", (join) =>
        join
          .onRef("users.tenant_id", "=", "data_tables.tenant_id")
          .onRef("users.id", "=", "data_tables.changed_by"),
      )
      .where("data_tables.tenant_id", "=", tenantId)
      .select(["data_tables.name", "columns", "row_count", "changed_at", "users.display_name as changed_by"])
      .orderBy("data_tables.name")
      .execute(),
  );
  return rows.map(({ name, columns, row_count, changed_at, changed_by }) => ({
    name,
    columns: columns as string[],
    rowCount: row_count,
    changedAt: changed_at.getTime(),
    changedBy: changed_by,
  }));
}

type Brought = BroughtTable & { readonly name: string; readonly by: UserId; readonly now: number };

/** In the place of what had that name; who looks something up meanwhile finds all of the old or all of the new. */
export async function storeDataTable(
  tenantId: TenantId,
  database: Database,
  { name, columns, rows, by, now }: Brought,
): Promise<void> {
  const own = { tenant_id: tenantId };
  const changed = {
    columns: JSON.stringify(columns),
    row_count: rows.length,
    changed_at: new Date(now),
    changed_by: by,
  };
  await database.withTenant(tenantId, async (trx) => {
    const { id: table_id } = await trx
      .insertInto("data_tables")
      .values({ ...own, id: newId(), name, ...changed })
      .onConflict((conflict) => conflict.columns(["tenant_id", "name"]).doUpdateSet(changed))
      .returning("id")
      .executeTakeFirstOrThrow();
    await trx
      .deleteFrom("data_rows")
      .where("tenant_id", "=", tenantId)
      .where("table_id", "=", table_id)
      .execute();
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const some = rows.slice(at, at + rowsAtOnce);
      const values = some.map((row) => {
        return { ...own, id: newId(), table_id, key: row[0] ?? "", row_values: JSON.stringify(row) };
      });
      await trx.insertInto("data_rows").values(values).execute();
    }
  });
}

/** False when it is not there. */
export async function deleteDataTable(
  tenantId: TenantId,
  database: Database,
  name: string,
): Promise<boolean> {
  const { numDeletedRows } = await database.withTenant(tenantId, (trx) =>
    trx
      .deleteFrom("data_tables")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .executeTakeFirst(),
  );
  return numDeletedRows > 0n;
}

/** The row with that key, by column; null when there is none, or no such table. */
export async function findDataRow(
  tenantId: TenantId,
  database: Database,
  { table, key }: { readonly table: string; readonly key: string },
): Promise<Readonly<Record<string, string>> | null> {
  const found = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("data_tables")
      .innerJoin("data_rows", (join) =>
        join
          .onRef("data_rows.tenant_id", "=", "data_tables.tenant_id")
          .onRef("data_rows.table_id", "=", "data_tables.id"),
      )
      .where("data_tables.tenant_id", "=", tenantId)
      .where("data_tables.name", "=", table)
      .where("data_rows.key", "=", key)
      .select(["columns", "row_values"])
      .executeTakeFirst(),
  );
  if (!found) return null;
  const values = found.row_values as string[];
  return Object.fromEntries((found.columns as string[]).map((column, n) => [column, values[n] ?? ""]));
}

/** The columns and all rows, by key; undefined when it is not there. */
export async function wholeDataTable(
  tenantId: TenantId,
  database: Database,
  name: string,
): Promise<BroughtTable | undefined> {
  return database.withTenant(tenantId, async (trx) => {
    const table = await trx
      .selectFrom("data_tables")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .select(["id", "columns"])
      .executeTakeFirst();
    if (!table) return undefined;
    const rows = await trx
      .selectFrom("data_rows")
      .where("tenant_id", "=", tenantId)
      .where("table_id", "=", table.id)
      .select("row_values")
      .orderBy("key")
      .execute();
    return { columns: table.columns as string[], rows: rows.map(({ row_values }) => row_values as string[]) };
  });
}
