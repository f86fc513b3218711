// Which persons let callers of theirs who are not answered leave a message, and after how long: in memory and in the
// database.
import { newId } from "@tandem/kernel";
import type { AgentId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

/** Seconds of ringing after which a colleague's call goes to the mailbox; null: it never does. */
export type UnansweredAfter = number | null;

export class MailboxSettings {
  readonly #database: Database;
  readonly #afterSeconds = new Map<AgentId, number>();

  constructor(database: Database) {
    this.#database = database;
  }

  of(agentId: AgentId): UnansweredAfter {
    return this.#afterSeconds.get(agentId) ?? null;
  }

  async load(tenantId: TenantId): Promise<void> {
    const rows = await this.#database.withTenant(tenantId, (trx) =>
      trx.selectFrom("mailbox_settings").where("tenant_id", "=", tenantId).selectAll().execute(),
    );
    for (const row of rows) this.#take(row.agent_id, row.unanswered_after_seconds);
  }

  async set(tenantId: TenantId, agentId: AgentId, after: UnansweredAfter): Promise<void> {
    const row = { tenant_id: tenantId, id: newId(), agent_id: agentId, unanswered_after_seconds: after };
    await this.#database.withTenant(tenantId, (trx) =>
      trx
        .insertInto("mailbox_settings")
        .values(row)
        .onConflict((on) =>
          on.columns(["tenant_id", "agent_id"]).doUpdateSet({ unanswered_after_seconds: after }),
        )
        .execute(),
    );
    this.#take(agentId, after);
  }

  #take(agentId: AgentId, after: UnansweredAfter): void {
    if (after === null) this.#afterSeconds.delete(agentId);
    else this.#afterSeconds.set(agentId, after);
  }
}
