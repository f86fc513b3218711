// What queues settle about their callers, as the database keeps it.
import { newId } from "@tandem/kernel";
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { Database, Schema } from "#platform/database";
import { defaultCallbackSettings } from "./queue-settings.ts";
import type { CallbackSettings, OverflowSetting, QueueSettings, RingSetting } from "./queue-settings.ts";

type Trx = Transaction<Schema>;

/** The settings of each queue; what speaks of a skill or a queue that is gone is left out. */
export async function readQueueSettings(tenantId: TenantId, trx: Trx): Promise<Map<QueueId, QueueSettings>> {
  const queues = await trx.selectFrom("queues").where("tenant_id", "=", tenantId).selectAll().execute();
  const asked = await trx.selectFrom("queue_skills").where("tenant_id", "=", tenantId).selectAll().execute();
  const excluded = await trx
    .selectFrom("queue_exclusions")
    .where("tenant_id", "=", tenantId)
    .select(["queue_id", "agent_id"])
    .execute();
  const queueIds = new Set(queues.map(({ id }) => id));
  const skillsOf = Map.groupBy(asked, (row) => row.queue_id);
  const excludedBy = Map.groupBy(excluded, (row) => row.queue_id);
  return new Map(
    queues.map((row) => {
      const skills = (skillsOf.get(row.id) ?? []).map(({ skill_id: skillId, minimum }) => ({
        skillId,
        minimum,
      }));
      const isAsked = new Set(skills.map(({ skillId }) => skillId));
      const settings: QueueSettings = {
        strategy: row.strategy,
        priority: row.priority,
        priorityStepSeconds: row.priority_step_seconds,
        serviceLevelSeconds: row.service_level_seconds,
        goalPercent: row.goal_percent,
        skills,
        rings: (row.rings as RingSetting[]).flatMap(({ afterSeconds, minimums }) => {
          const known = minimums.filter(({ skillId }) => isAsked.has(skillId));
          return known.length > 0 ? [{ afterSeconds, minimums: known }] : [];
        }),
        ringAtOnce: row.ring_at_once,
        lastAgentSeconds: row.last_agent_seconds,
        lastAgentHours: row.last_agent_hours,
        excludedAgentIds: (excludedBy.get(row.id) ?? []).map(({ agent_id }) => agent_id),
        calendarId: row.calendar_id,
        overflow: (row.overflow as OverflowSetting[]).filter(
          ({ to }) => to.kind !== "queue" || queueIds.has(to.queueId),
        ),
        announces: row.announces,
        announcementSeconds: row.announcement_seconds,
        callback: { ...defaultCallbackSettings, ...(row.callback as Partial<CallbackSettings>) },
      };
      return [row.id, settings];
    }),
  );
}

export async function storeQueueSettings(
  tenantId: TenantId,
  database: Database,
  queueId: QueueId,
  settings: QueueSettings,
): Promise<void> {
  await database.withTenant(tenantId, async (trx) => {
    await trx
      .updateTable("queues")
      .set({
        strategy: settings.strategy,
        priority: settings.priority,
        priority_step_seconds: settings.priorityStepSeconds,
        service_level_seconds: settings.serviceLevelSeconds,
        goal_percent: settings.goalPercent,
        rings: JSON.stringify(settings.rings),
        ring_at_once: settings.ringAtOnce,
        last_agent_seconds: settings.lastAgentSeconds,
        last_agent_hours: settings.lastAgentHours,
        calendar_id: settings.calendarId,
        overflow: JSON.stringify(settings.overflow),
        announces: settings.announces,
        announcement_seconds: settings.announcementSeconds,
        callback: JSON.stringify(settings.callback),
      })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", queueId)
      .execute();
    await storeSkills(tenantId, trx, queueId, settings.skills);
    await storeExclusions(tenantId, trx, queueId, settings.excludedAgentIds);
  });
}

async function storeSkills(
  tenantId: TenantId,
  trx: Trx,
  queueId: QueueId,
  skills: QueueSettings["skills"],
): Promise<void> {
  const own = { tenant_id: tenantId, queue_id: queueId };
  await trx
    .deleteFrom("queue_skills")
    .where("tenant_id", "=", tenantId)
    .where("queue_id", "=", queueId)
    .execute();
  const rows = skills.map(({ skillId, minimum }) => ({ ...own, id: newId(), skill_id: skillId, minimum }));
  if (rows.length > 0) await trx.insertInto("queue_skills").values(rows).execute();
}

async function storeExclusions(
  tenantId: TenantId,
  trx: Trx,
  queueId: QueueId,
  agentIds: readonly AgentId[],
): Promise<void> {
  await trx
    .deleteFrom("queue_exclusions")
    .where("tenant_id", "=", tenantId)
    .where("queue_id", "=", queueId)
    .execute();
  const rows = agentIds.map((agent_id) => ({
    tenant_id: tenantId,
    id: newId(),
    queue_id: queueId,
    agent_id,
  }));
  if (rows.length > 0) await trx.insertInto("queue_exclusions").values(rows).execute();
}
