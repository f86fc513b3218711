// Thresholds of queues and what was raised, as the database keeps them.
import { newId } from "@tandem/kernel";
import type { QueueId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { AlarmChange, OpenAlarm } from "./queue-alarms.ts";
import type { Figure, Thresholds } from "./thresholds.ts";

export async function loadThresholds(
  tenantId: TenantId,
  database: Database,
): Promise<ReadonlyMap<QueueId, Thresholds>> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("queue_thresholds")
      .where("tenant_id", "=", tenantId)
      .select(["queue_id", "settings"])
      .execute(),
  );
  // Settings are written by this file alone.
  return new Map(rows.map(({ queue_id, settings }) => [queue_id, settings as Thresholds]));
}

export async function storeThresholds(
  tenantId: TenantId,
  database: Database,
  queueId: QueueId,
  thresholds: Thresholds,
): Promise<void> {
  const settings = JSON.stringify(thresholds);
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("queue_thresholds")
      .values({ tenant_id: tenantId, id: newId(), queue_id: queueId, settings })
      .onConflict((conflict) => conflict.columns(["tenant_id", "queue_id"]).doUpdateSet({ settings }))
      .execute(),
  );
}

export async function loadOpenAlarms(tenantId: TenantId, database: Database): Promise<OpenAlarm[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("queue_alarms")
      .where("tenant_id", "=", tenantId)
      .where("cleared_at", "is", null)
      .select(["queue_id", "figure", "level", "raised_at"])
      .execute(),
  );
  return rows.map(({ queue_id, figure, level, raised_at }) => {
    return { queueId: queue_id, figure: figure as Figure, level, raisedAt: raised_at.getTime() };
  });
}

/** Adds what was raised, or ends it; of a queue that is gone nothing is kept. */
export async function storeAlarmChange(
  database: Database,
  { kind, tenantId, queueId, figure, level, at }: AlarmChange,
): Promise<void> {
  await database.withTenant(tenantId, async (trx) => {
    if (kind === "cleared") {
      await trx
        .updateTable("queue_alarms")
        .set({ cleared_at: new Date(at) })
        .where("tenant_id", "=", tenantId)
        .where("queue_id", "=", queueId)
        .where("figure", "=", figure)
        .where("level", "=", level)
        .where("cleared_at", "is", null)
        .execute();
      return;
    }
    const row = { tenant_id: tenantId, id: newId(), queue_id: queueId, figure, level };
    await trx
      .insertInto("queue_alarms")
      .values({ ...row, raised_at: new Date(at) })
      .execute();
  });
}
