// What waits to be sent and what came of it, as the database keeps it. What a message says is gone when it is sent or given up.
import type { FlowMessage } from "@tandem/flows";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { OutgoingMessage, OutgoingState } from "./outgoing-message.ts";

/** As lists show it; times in epoch ms. */
export type ListedMessage = Omit<OutgoingMessage, "content" | "key" | "flowId"> & {
  readonly state: OutgoingState;
  readonly attempts: number;
  /** Of the last try; empty before the first. */
  readonly outcome: string;
  readonly triedAt: number | null;
};

export type DueMessage = OutgoingMessage & { readonly attempts: number; readonly outcome: string };

/** What came of a look at a message; `nextAt` is left out when it is over. */
export type MessageTry = {
  readonly id: string;
  readonly state: OutgoingState;
  readonly attempts: number;
  readonly outcome: string;
  /** Left out when nothing was tried. */
  readonly triedAt?: number;
  readonly nextAt?: number;
};

const mostShown = 100;
export const keptMs = 30 * 86_400_000;

/** Due at once. A key that is there already is that message: it is not stored again. */
export async function addMessages(
  tenantId: TenantId,
  database: Database,
  messages: readonly OutgoingMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map(({ id, key, kind, connector, recipient, node, content, ...of }) => {
    const queued_at = new Date(of.queuedAt);
    const about = { call_id: of.callId, flow_id: of.flowId, node };
    const what = { kind, connector, recipient, content: JSON.stringify(content) };
    return { tenant_id: tenantId, id, key, ...what, ...about, queued_at, next_at: queued_at };
  });
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("outgoing_messages")
      .values(rows)
      .onConflict((conflict) => conflict.columns(["tenant_id", "key"]).doNothing())
      .execute(),
  );
}

/** Those whose time has come, the one that waits longest first. */
export async function dueMessages(
  tenantId: TenantId,
  database: Database,
  { now, most }: { readonly now: number; readonly most: number },
): Promise<DueMessage[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("outgoing_messages")
      .where("tenant_id", "=", tenantId)
      .where("state", "=", "waiting")
      .where("next_at", "<=", new Date(now))
      .selectAll()
      .orderBy("next_at")
      .limit(most)
      .execute(),
  );
  return rows.map(({ id, key, kind, connector, recipient, node, attempts, outcome, ...row }) => ({
    id,
    key,
    kind,
    connector,
    recipient,
    node,
    attempts,
    outcome,
    callId: row.call_id,
    flowId: row.flow_id,
    queuedAt: row.queued_at.getTime(),
    content: row.content as FlowMessage,
  }));
}

export async function storeTry(
  tenantId: TenantId,
  database: Database,
  { id, state, attempts, outcome, triedAt, nextAt }: MessageTry,
): Promise<void> {
  const tried = {
    state,
    attempts,
    outcome,
    ...(triedAt !== undefined && { tried_at: new Date(triedAt) }),
    ...(nextAt === undefined ? { content: null } : { next_at: new Date(nextAt) }),
  };
  await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("outgoing_messages")
      .set(tried)
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .execute(),
  );
}

export async function countWaiting(tenantId: TenantId, database: Database): Promise<number> {
  const { count } = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("outgoing_messages")
      .where("tenant_id", "=", tenantId)
      .where("state", "=", "waiting")
      .select((each) => each.fn.countAll<string>().as("count"))
      .executeTakeFirstOrThrow(),
  );
  return Number(count);
}

/** Takes away what is older than 30 days. */
export async function forgetOld(tenantId: TenantId, database: Database, now: number): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx
      .deleteFrom("outgoing_messages")
      .where("tenant_id", "=", tenantId)
      .where("queued_at", "<", new Date(now - keptMs))
      .execute(),
  );
}

/** The last ones, the newest first. */
export async function listMessages(tenantId: TenantId, database: Database): Promise<ListedMessage[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("outgoing_messages")
      .where("tenant_id", "=", tenantId)
      .select(["id", "kind", "connector", "recipient", "node", "state", "attempts", "outcome"])
      .select(["call_id", "queued_at", "tried_at"])
      .orderBy("queued_at", "desc")
      .orderBy("id", "desc")
      .limit(mostShown)
      .execute(),
  );
  return rows.map(({ call_id, queued_at, tried_at, ...row }) => ({
    ...row,
    callId: call_id,
    queuedAt: queued_at.getTime(),
    triedAt: tried_at?.getTime() ?? null,
  }));
}
