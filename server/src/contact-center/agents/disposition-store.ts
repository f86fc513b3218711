// Dispositions as the database keeps them. One that is in the list no more is archived: records speak of it still.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Disposition } from "./dispositions.ts";

export async function loadDispositions(tenantId: TenantId, database: Database): Promise<Disposition[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("dispositions")
      .where("tenant_id", "=", tenantId)
      .where("archived_at", "is", null)
      .selectAll()
      .orderBy("position")
      .execute(),
  );
  return rows.map((row) => ({
    code: row.code,
    label: { "zh-CN": row.label_zh, en: row.label_en },
    parentCode: row.parent_code,
    noteRequired: row.note_required,
  }));
}

/** Puts these in the place of all that the tenant had. */
export async function storeDispositions(
  tenantId: TenantId,
  database: Database,
  dispositions: readonly Disposition[],
  now: number,
): Promise<void> {
  await database.withTenant(tenantId, async (trx) => {
    await trx
      .updateTable("dispositions")
      .set({ archived_at: new Date(now) })
      .where("tenant_id", "=", tenantId)
      .where("archived_at", "is", null)
      .execute();
    for (const [position, { code, label, parentCode, noteRequired }] of dispositions.entries()) {
      const values = {
        label_zh: label["zh-CN"],
        label_en: label.en,
        parent_code: parentCode,
        note_required: noteRequired,
        position,
        archived_at: null,
      };
      await trx
        .insertInto("dispositions")
        .values({ tenant_id: tenantId, id: newId(), code, ...values })
        .onConflict((conflict) => conflict.columns(["tenant_id", "code"]).doUpdateSet(values))
        .execute();
    }
  });
}
