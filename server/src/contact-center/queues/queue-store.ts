// Queues as the database keeps them.
import { newId } from "@tandem/kernel";
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { Database, Schema } from "#platform/database";
import type { QueueSettings } from "./queue-settings.ts";

export type QueueRecord = {
  readonly id: QueueId;
  readonly tenantId: TenantId;
  readonly name: string;
  /** Name of the music file. */
  readonly music: string;
  readonly announcementSeconds: number;
  readonly offerTimeoutSeconds: number;
  /** Null: each agent's own. */
  readonly wrapUpSeconds: number | null;
  /** Without those who are signed out of it, or disabled. */
  readonly agentIds: readonly AgentId[];
};

export async function loadQueues(tenantId: TenantId, database: Database): Promise<QueueRecord[]> {
  return database.withTenant(tenantId, async (trx) => {
    const queues = await trx
      .selectFrom("queues")
      .where("tenant_id", "=", tenantId)
      .selectAll()
      .orderBy("id")
      .execute();
    const members = await trx
      .selectFrom("queue_agents")
      .where("tenant_id", "=", tenantId)
      .where("signed_out", "=", false)
      .where("agent_id", "not in", disabledAgents(tenantId, trx))
      .select(["queue_id", "agent_id"])
      .execute();
    return queues.map((row) => ({
      id: row.id,
      tenantId,
      name: row.name,
      music: row.music,
      announcementSeconds: row.announcement_seconds,
      offerTimeoutSeconds: row.offer_timeout_seconds,
      wrapUpSeconds: row.wrap_up_seconds,
      agentIds: members.filter((member) => member.queue_id === row.id).map((member) => member.agent_id),
    }));
  });
}

export type WantedQueue = Pick<QueueRecord, "name" | "agentIds" | "offerTimeoutSeconds" | "wrapUpSeconds"> & {
  /** Undefined: a new one. */
  readonly id: QueueId | undefined;
};

/** Its settings stay, or begin with none. */
export async function storeQueue(
  tenantId: TenantId,
  database: Database,
  { id, name, agentIds, offerTimeoutSeconds, wrapUpSeconds }: WantedQueue,
): Promise<QueueId | "not-found" | "name-taken"> {
  const columns = { name, offer_timeout_seconds: offerTimeoutSeconds, wrap_up_seconds: wrapUpSeconds };
  return database.withTenant(tenantId, async (trx) => {
    const taken = await trx
      .selectFrom("queues")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .select("id")
      .executeTakeFirst();
    if (taken && taken.id !== id) return "name-taken";
    const queueId = id ?? newId<QueueId>();
    if (id === undefined) {
      await trx
        .insertInto("queues")
        .values({ tenant_id: tenantId, id: queueId, ...columns })
        .execute();
    } else {
      const { numUpdatedRows } = await trx
        .updateTable("queues")
        .set(columns)
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return "not-found";
    }
    await storeMembers(tenantId, trx, queueId, agentIds);
    return queueId;
  });
}

/** They keep their memberships for the day they are enabled again, and count nowhere until then. */
function disabledAgents(tenantId: TenantId, trx: Transaction<Schema>) {
  return trx
    .selectFrom("agents")
    .innerJoin("users", (join) =>
      join.onRef("users.id", "=", "agents.user_id").onRef("users.tenant_id", "=", "agents.tenant_id"),
    )
    .where("agents.tenant_id", "=", tenantId)
    .where("users.disabled_at", "is not", null)
    .select("agents.id");
}

async function storeMembers(
  tenantId: TenantId,
  trx: Transaction<Schema>,
  queue_id: QueueId,
  agentIds: readonly AgentId[],
): Promise<void> {
  await trx
    .deleteFrom("queue_agents")
    .where("tenant_id", "=", tenantId)
    .where("queue_id", "=", queue_id)
    .where("agent_id", "not in", disabledAgents(tenantId, trx))
    .execute();
  const rows = agentIds.map((agent_id) => ({ tenant_id: tenantId, id: newId(), queue_id, agent_id }));
  if (rows.length > 0) await trx.insertInto("queue_agents").values(rows).execute();
}

/** `changed`: other queues' settings, whose overflow led into this one. */
export async function deleteQueue(
  tenantId: TenantId,
  database: Database,
  queueId: QueueId,
  changed: ReadonlyMap<QueueId, QueueSettings>,
): Promise<void> {
  await database.withTenant(tenantId, async (trx) => {
    for (const [id, { overflow }] of changed) {
      await trx
        .updateTable("queues")
        .set({ overflow: JSON.stringify(overflow) })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .execute();
    }
    await trx.deleteFrom("queues").where("tenant_id", "=", tenantId).where("id", "=", queueId).execute();
  });
}
