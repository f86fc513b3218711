// What belongs to a person alone, and where it goes when they are removed.
import { err, ok } from "@tandem/kernel";
import type { AgentId, Result, TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { isLastAdministrator, people, takeTurns } from "./people-store.ts";
import type { PersonError, PersonRecord, Trx } from "./people-store.ts";

/** How many there are that nobody else would see. */
export type Belongings = {
  /** Callbacks promised and not done. */
  readonly reminders: number;
  /** In the person's own mailbox, not done. */
  readonly messages: number;
};

export type RemovalError =
  | PersonError
  /** There are belongings, and nobody has said who gets them. */
  | { readonly kind: "hand-over-needed" }
  /** Who shall get them has no desk, is disabled, or is the same person. */
  | { readonly kind: "taker-gone" };

/** Of a person's messages those that somebody should still see to; one that was not looked into yet may be empty. */
const openMessages = ["unseen", "new", "heard"] as const;

export async function belongingsOf(
  tenantId: TenantId,
  database: Database,
  { agentId }: PersonRecord,
): Promise<Belongings> {
  if (agentId === null) return { reminders: 0, messages: 0 };
  return database.withTenant(tenantId, (trx) => countOf(tenantId, trx, agentId));
}

/**
 * Takes a person out for good, with their desk and devices; what they did stays in the records. `handTo`: whose their
 * callbacks and messages are from then on; null: they are deleted; undefined: there must be none.
 */
export async function removePerson(
  tenantId: TenantId,
  database: Database,
  id: UserId,
  handTo: UserId | null | undefined,
): Promise<Result<undefined, RemovalError>> {
  return database.withTenant(tenantId, async (trx) => {
    await takeTurns(tenantId, trx);
    const all = await people(tenantId, trx).execute();
    const person = all.find((each) => each.id === id);
    if (!person) return err({ kind: "not-found" });
    if (isLastAdministrator(all, person)) return err({ kind: "last-administrator" });
    if (person.agentId !== null) {
      const handed = await handOver(tenantId, trx, person.agentId, takerOf(all, id, handTo));
      if (!handed.ok) return handed;
    }
    await trx.deleteFrom("users").where("tenant_id", "=", tenantId).where("id", "=", id).execute();
    return ok();
  });
}

function takerOf(
  all: readonly PersonRecord[],
  id: UserId,
  handTo: UserId | null | undefined,
): AgentId | "nobody" | "unsaid" | "gone" {
  if (handTo === null) return "nobody";
  if (handTo === undefined) return "unsaid";
  const taker = all.find((each) => each.id === handTo && each.id !== id && !each.disabled);
  return taker?.agentId ?? "gone";
}

async function handOver(
  tenantId: TenantId,
  trx: Trx,
  from: AgentId,
  to: ReturnType<typeof takerOf>,
): Promise<Result<undefined, RemovalError>> {
  if (to === "gone") return err({ kind: "taker-gone" });
  if (to === "unsaid") {
    const { reminders, messages } = await countOf(tenantId, trx, from);
    return reminders + messages > 0 ? err({ kind: "hand-over-needed" }) : ok();
  }
  if (to === "nobody") {
    // Reminders go with the desk.
    await trx.deleteFrom("messages").where("tenant_id", "=", tenantId).where("agent_id", "=", from).execute();
    return ok();
  }
  for (const table of ["reminders", "messages"] as const)
    await trx
      .updateTable(table)
      .set({ agent_id: to })
      .where("tenant_id", "=", tenantId)
      .where("agent_id", "=", from)
      .execute();
  return ok();
}

async function countOf(tenantId: TenantId, trx: Trx, agentId: AgentId): Promise<Belongings> {
  const reminders = await trx
    .selectFrom("reminders")
    .where("tenant_id", "=", tenantId)
    .where("agent_id", "=", agentId)
    .where("done_at", "is", null)
    .select("id")
    .execute();
  const messages = await trx
    .selectFrom("messages")
    .where("tenant_id", "=", tenantId)
    .where("agent_id", "=", agentId)
    .where("state", "in", openMessages)
    .select("id")
    .execute();
  return { reminders: reminders.length, messages: messages.length };
}
