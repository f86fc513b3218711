// Skills, and how queues choose, as the database keeps them.
import { newId } from "@tandem/kernel";
import type { AgentId, QueueId, SkillId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { QueueSettings } from "./queue-settings.ts";
import { readQueueSettings } from "./queue-settings-store.ts";

export type AgentSkill = { readonly skillId: SkillId; readonly level: number };

/** What a queue or an agent has that is not in it: see queue-routing.ts. */
export type RoutingSettings = {
  readonly skills: readonly { readonly id: SkillId; readonly name: string }[];
  readonly queues: ReadonlyMap<QueueId, QueueSettings>;
  readonly agents: ReadonlyMap<AgentId, readonly AgentSkill[]>;
};

/** Answer within that time, by queue, ms. */
export async function loadTargets(tenantId: TenantId, database: Database): Promise<Map<QueueId, number>> {
  const { queues } = await loadRoutingSettings(tenantId, database);
  return new Map([...queues].map(([id, { serviceLevelSeconds }]) => [id, serviceLevelSeconds * 1000]));
}

export async function loadRoutingSettings(tenantId: TenantId, database: Database): Promise<RoutingSettings> {
  return database.withTenant(tenantId, async (trx) => {
    const skills = await trx
      .selectFrom("skills")
      .where("tenant_id", "=", tenantId)
      .select(["id", "name"])
      .orderBy("name")
      .execute();
    const queues = await readQueueSettings(tenantId, trx);
    const known = await trx
      .selectFrom("agent_skills")
      .where("tenant_id", "=", tenantId)
      .selectAll()
      .execute();
    return {
      skills,
      queues,
      agents: new Map(
        [...Map.groupBy(known, (row) => row.agent_id)].map(([agentId, rows]) => [
          agentId,
          rows.map(({ skill_id, level }) => ({ skillId: skill_id, level })),
        ]),
      ),
    };
  });
}

export async function storeAgentSkills(
  tenantId: TenantId,
  database: Database,
  agentId: AgentId,
  skills: readonly AgentSkill[],
): Promise<void> {
  await database.withTenant(tenantId, async (trx) => {
    await trx
      .deleteFrom("agent_skills")
      .where("tenant_id", "=", tenantId)
      .where("agent_id", "=", agentId)
      .execute();
    const rows = skills.map(({ skillId, level }) => ({
      tenant_id: tenantId,
      id: newId(),
      agent_id: agentId,
      skill_id: skillId,
      level,
    }));
    if (rows.length > 0) await trx.insertInto("agent_skills").values(rows).execute();
  });
}

/** The skill of that name, made when there is none. */
export async function storeSkill(tenantId: TenantId, database: Database, name: string): Promise<SkillId> {
  return database.withTenant(tenantId, async (trx) => {
    await trx
      .insertInto("skills")
      .values({ tenant_id: tenantId, id: newId<SkillId>(), name })
      .onConflict((conflict) => conflict.columns(["tenant_id", "name"]).doNothing())
      .execute();
    const { id } = await trx
      .selectFrom("skills")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .select("id")
      .executeTakeFirstOrThrow();
    return id;
  });
}

/** With what agents know of it and queues ask of it; false when there is none. */
export async function deleteSkill(tenantId: TenantId, database: Database, id: SkillId): Promise<boolean> {
  return database.withTenant(tenantId, async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom("skills")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  });
}
