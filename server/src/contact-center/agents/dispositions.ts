// What a call can have come to, per tenant, in the order to show.
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type Disposition = {
  readonly code: string;
  readonly label: { readonly "zh-CN": string; readonly en: string };
};

export class DispositionList {
  readonly #byTenant = new Map<TenantId, readonly Disposition[]>();

  replace(tenantId: TenantId, dispositions: readonly Disposition[]): void {
    this.#byTenant.set(tenantId, dispositions);
  }

  ofTenant(tenantId: TenantId): readonly Disposition[] {
    return this.#byTenant.get(tenantId) ?? [];
  }

  has(tenantId: TenantId, code: string): boolean {
    return this.ofTenant(tenantId).some((each) => each.code === code);
  }
}

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
  return rows.map((row) => ({ code: row.code, label: { "zh-CN": row.label_zh, en: row.label_en } }));
}
