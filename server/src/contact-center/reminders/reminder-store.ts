// Reminders as the database keeps them. An agent's desk reads its own and rings at their times, so that nothing has to
// be taken up again after a restart.
import { newId } from "@tandem/kernel";
import type { AgentId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type Reminder = {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly number: string;
  readonly note: string;
};

/** Nobody has promised more than that; beyond, the oldest are shown. */
const mostShown = 200;

/** Those that are not done yet, the next one first. */
export async function openReminders(
  tenantId: TenantId,
  database: Database,
  agentId: AgentId,
): Promise<Reminder[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("reminders")
      .where("tenant_id", "=", tenantId)
      .where("agent_id", "=", agentId)
      .where("done_at", "is", null)
      .select(["id", "at", "number", "note"])
      .orderBy("at")
      .limit(mostShown)
      .execute(),
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

export async function addReminder(
  tenantId: TenantId,
  database: Database,
  agentId: AgentId,
  { at, number, note }: Omit<Reminder, "id">,
): Promise<string> {
  const id = newId();
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("reminders")
      .values({ tenant_id: tenantId, id, agent_id: agentId, at: new Date(at), number, note })
      .execute(),
  );
  return id;
}

/** False when the agent has no such reminder that is open. */
export async function finishReminder(
  tenantId: TenantId,
  database: Database,
  agentId: AgentId,
  { id, now }: { readonly id: string; readonly now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("reminders")
      .set({ done_at: new Date(now) })
      .where("tenant_id", "=", tenantId)
      .where("agent_id", "=", agentId)
      .where("id", "=", id)
      .where("done_at", "is", null)
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}
