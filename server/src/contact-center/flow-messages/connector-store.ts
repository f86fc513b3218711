// Connectors of tenants, as the database keeps them.
import type { MessageConnector } from "@tandem/flows";
import { newId } from "@tandem/kernel";
import type { TenantId, UserId } from "@tandem/kernel";
import { readConnector } from "@tandem/flows";
import type { Database } from "#platform/database";

export type StoredConnector = MessageConnector & {
  readonly name: string;
  /** Epoch ms. */
  readonly changedAt: number;
  /** As people know them; null when they are gone. */
  readonly changedBy: string | null;
};

/** By name. */
export async function loadConnectors(tenantId: TenantId, database: Database): Promise<StoredConnector[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("message_connectors as connector")
      .leftJoin("users", (join) =>
        join
          .onRef("users.tenant_id", "=", "connector.tenant_id")
          .onRef("users.id", "=", "connector.changed_by"),
      )
      .where("connector.tenant_id", "=", tenantId)
      .select(["connector.name", "settings", "changed_at", "users.display_name as changed_by"])
      .orderBy("connector.name")
      .execute(),
  );
  return rows.flatMap(({ name, settings, changed_at, changed_by }) => {
    const read = readConnector(settings);
    const changed = { changedAt: changed_at.getTime(), changedBy: changed_by };
    return read.ok ? [{ ...read.value, name, ...changed }] : [];
  });
}

type Setting = {
  readonly name: string;
  readonly connector: MessageConnector;
  readonly by: UserId;
  readonly now: number;
};

/** In the place of what had that name. */
export async function storeConnector(
  tenantId: TenantId,
  database: Database,
  { name, connector, by, now }: Setting,
): Promise<void> {
  const changed = { settings: JSON.stringify(connector), changed_at: new Date(now), changed_by: by };
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("message_connectors")
      .values({ tenant_id: tenantId, id: newId(), name, ...changed })
      .onConflict((conflict) => conflict.columns(["tenant_id", "name"]).doUpdateSet(changed))
      .execute(),
  );
}

/** False when it is not there. */
export async function deleteConnector(
  tenantId: TenantId,
  database: Database,
  name: string,
): Promise<boolean> {
  const { numDeletedRows } = await database.withTenant(tenantId, (trx) =>
    trx
      .deleteFrom("message_connectors")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .executeTakeFirst(),
  );
  return numDeletedRows > 0n;
}
