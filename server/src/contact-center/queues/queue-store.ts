// Queues as the database keeps them.
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

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
