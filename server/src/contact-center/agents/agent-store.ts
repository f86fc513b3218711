// Agents as the database keeps them.
import type { AgentId, TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type AgentRecord = {
  readonly id: AgentId;
  readonly tenantId: TenantId;
  readonly userId: UserId;
  readonly extension: string;
  readonly displayName: string;
  readonly wrapUpSeconds: number;
  readonly sipHa1Md5: string;
  readonly sipHa1Sha256: string;
  /** Numbers that they may show to whom they call; null or left out: all of the tenant. */
  readonly shownNumbers?: readonly string[] | null;
};

/** All agents of a tenant whose user is not disabled. */
export async function loadAgents(tenantId: TenantId, database: Database): Promise<AgentRecord[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("agents")
      .innerJoin("users", (join) =>
        join.onRef("users.id", "=", "agents.user_id").onRef("users.tenant_id", "=", "agents.tenant_id"),
      )
      .where("agents.tenant_id", "=", tenantId)
      .where("users.disabled_at", "is", null)
      .select([
        "agents.id",
        "agents.user_id",
        "agents.extension",
        "agents.wrap_up_seconds",
        "agents.sip_ha1_md5",
        "agents.sip_ha1_sha256",
        "agents.shown_numbers",
        "users.display_name",
      ])
      .orderBy("agents.extension")
      .execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    tenantId,
    userId: row.user_id,
    extension: row.extension,
    displayName: row.display_name,
    wrapUpSeconds: row.wrap_up_seconds,
    sipHa1Md5: row.sip_ha1_md5,
    sipHa1Sha256: row.sip_ha1_sha256,
    shownNumbers: row.shown_numbers,
  }));
}
