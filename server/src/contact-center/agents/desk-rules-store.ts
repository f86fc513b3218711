// Desk rules, and who belongs to which queue, as the database keeps them.
import { err, newId, ok } from "@tandem/kernel";
import type { AgentId, QueueId, Result, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { usualDeskRules, usualQueueDeskRules } from "./desk-rules.ts";
import type { QueueDeskRules, StoredDeskRules, TenantDeskRules } from "./desk-rules.ts";

export async function loadDeskRules(tenantId: TenantId, database: Database): Promise<StoredDeskRules> {
  return database.withTenant(tenantId, async (trx) => {
    const tenant = await trx
      .selectFrom("desk_rules")
      .where("tenant_id", "=", tenantId)
      .select("settings")
      .executeTakeFirst();
    const queues = await trx
      .selectFrom("queue_desk_rules")
      .where("tenant_id", "=", tenantId)
      .select(["queue_id", "settings"])
      .execute();
    const members = await trx
      .selectFrom("queue_agents")
      .where("tenant_id", "=", tenantId)
      .select(["agent_id", "queue_id", "signed_out"])
      .orderBy("queue_id")
      .execute();
    // Settings are written by this file alone; what an earlier version did not know is as usual.
    return {
      tenant: { ...usualDeskRules, ...(tenant?.settings as Partial<TenantDeskRules>) },
      queues: new Map(
        queues.map(({ queue_id, settings }) => [
          queue_id,
          { ...usualQueueDeskRules, ...(settings as Partial<QueueDeskRules>) },
        ]),
      ),
      memberships: new Map(
        [...Map.groupBy(members, ({ agent_id }) => agent_id)].map(([agentId, rows]) => [
          agentId,
          rows.map(({ queue_id, signed_out }) => ({ queueId: queue_id, signedIn: !signed_out })),
        ]),
      ),
    };
  });
}

export async function storeDeskRules(
  tenantId: TenantId,
  database: Database,
  rules: TenantDeskRules,
): Promise<void> {
  const settings = JSON.stringify(rules);
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("desk_rules")
      .values({ tenant_id: tenantId, id: newId(), settings })
      .onConflict((conflict) => conflict.column("tenant_id").doUpdateSet({ settings }))
      .execute(),
  );
}

/** `wrapUpSeconds`: null leaves it to each agent. */
export async function storeQueueDeskRules(
  tenantId: TenantId,
  database: Database,
  queueId: QueueId,
  { wrapUpSeconds, ...rules }: QueueDeskRules & { readonly wrapUpSeconds: number | null },
): Promise<void> {
  const settings = JSON.stringify(rules);
  await database.withTenant(tenantId, async (trx) => {
    await trx
      .updateTable("queues")
      .set({ wrap_up_seconds: wrapUpSeconds })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", queueId)
      .execute();
    await trx
      .insertInto("queue_desk_rules")
      .values({ tenant_id: tenantId, id: newId(), queue_id: queueId, settings })
      .onConflict((conflict) => conflict.columns(["tenant_id", "queue_id"]).doUpdateSet({ settings }))
      .execute();
  });
}

/** Signs an agent into a queue or out of it; false when the agent does not belong to it. */
export async function storeQueueSignIn(
  tenantId: TenantId,
  database: Database,
  { agentId, queueId, signedIn }: { agentId: AgentId; queueId: QueueId; signedIn: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("queue_agents")
      .set({ signed_out: !signedIn })
      .where("tenant_id", "=", tenantId)
      .where("agent_id", "=", agentId)
      .where("queue_id", "=", queueId)
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}

/** Moves an agent to other queues, unless the queues are not `seen` any more: somebody else moved the agent meanwhile. */
export async function storeQueuesOfAgent(
  tenantId: TenantId,
  database: Database,
  { agentId, seen, wanted }: { agentId: AgentId; seen: readonly QueueId[]; wanted: readonly QueueId[] },
): Promise<Result<undefined, { kind: "changed-meanwhile" }>> {
  return database.withTenant(tenantId, async (trx) => {
    // Of two supervisors at once the second waits here, and then sees what the first did.
    await trx
      .selectFrom("agents")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", agentId)
      .select("id")
      .forUpdate()
      .execute();
    const own = trx
      .selectFrom("queue_agents")
      .where("tenant_id", "=", tenantId)
      .where("agent_id", "=", agentId);
    const before = new Set((await own.select("queue_id").execute()).map(({ queue_id }) => queue_id));
    if (before.size !== seen.length || seen.some((id) => !before.has(id)))
      return err({ kind: "changed-meanwhile" });
    const left = [...before].filter((id) => !wanted.includes(id));
    if (left.length > 0)
      await trx
        .deleteFrom("queue_agents")
        .where("tenant_id", "=", tenantId)
        .where("agent_id", "=", agentId)
        .where("queue_id", "in", left)
        .execute();
    const joined = [...new Set(wanted)].filter((id) => !before.has(id));
    const rows = joined.map((queue_id) => ({
      tenant_id: tenantId,
      id: newId(),
      queue_id,
      agent_id: agentId,
    }));
    if (rows.length > 0) await trx.insertInto("queue_agents").values(rows).execute();
    return ok();
  });
}
