// Requests to be called back, in the database.
import { sql } from "kysely";
import type { CallId, QueueId, TenantId } from "@tandem/kernel";
import type { Database, TableRow } from "#platform/database";
import type { Callback, CallbackAttempt, CallbackState } from "./callback.ts";

/** Adds a request, or takes over what became of it. */
export async function storeCallback(callback: Callback, database: Database): Promise<void> {
  const { tenantId, id, attempts, endedAt } = callback;
  const course = {
    queue_id: callback.queueId,
    next_at: new Date(callback.nextAt),
    state: callback.state,
    attempts: JSON.stringify(attempts),
    ended_at: endedAt === null ? null : new Date(endedAt),
    ended_by: callback.endedBy,
  };
  const request = {
    tenant_id: tenantId,
    id,
    number: callback.number,
    same_number: callback.sameNumber,
    dnis: callback.dnis,
    language: callback.language,
    request_call_id: callback.requestCallId,
    requested_at: new Date(callback.requestedAt),
    queued_at: new Date(callback.queuedAt),
    expires_at: new Date(callback.expiresAt),
  };
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("callbacks")
      .values({ ...request, ...course })
      .onConflict((on) => on.columns(["tenant_id", "id"]).doUpdateSet(course))
      .execute(),
  );
}

/** Those that are neither reached nor given up. */
export async function loadOpenCallbacks(tenantId: TenantId, database: Database): Promise<Callback[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("callbacks")
      .where("tenant_id", "=", tenantId)
      .where("state", "in", ["waiting", "calling"])
      .selectAll()
      .execute(),
  );
  return rows.map(callbackOf);
}

/** The last that are over, the newest first. */
export async function listEndedCallbacks(
  tenantId: TenantId,
  database: Database,
  limit: number,
): Promise<Callback[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("callbacks")
      .where("tenant_id", "=", tenantId)
      .where("state", "not in", ["waiting", "calling"])
      .orderBy("ended_at", "desc")
      .limit(limit)
      .selectAll()
      .execute(),
  );
  return rows.map(callbackOf);
}

/** Those that were asked for in this call, or of which it is an attempt. */
export async function callbacksOfCall(
  tenantId: TenantId,
  database: Database,
  callId: CallId,
): Promise<Callback[]> {
  const attempt = JSON.stringify([{ callId }]);
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("callbacks")
      .where("tenant_id", "=", tenantId)
      .where(({ or, eb }) =>
        or([eb("request_call_id", "=", callId), sql<boolean>`attempts @> ${attempt}::jsonb`]),
      )
      .selectAll()
      .execute(),
  );
  return rows.map(callbackOf);
}

/** By queue: requests of a period, and what became of them. */
export type CallbackFigures = {
  readonly queueId: QueueId;
  readonly requested: number;
  readonly reached: number;
  /** Not reached by the last attempt, or before it expired. */
  readonly failed: number;
  readonly cancelled: number;
  readonly open: number;
};

export async function callbackFigures(
  tenantId: TenantId,
  database: Database,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<CallbackFigures[]> {
  const { rows } = await database.withTenant(tenantId, (trx) =>
    sql<CallbackFigures>`
      select queue_id as "queueId", count(*)::int as requested,
        count(*) filter (where state = 'reached')::int as reached,
        count(*) filter (where state in ('failed', 'expired'))::int as failed,
        count(*) filter (where state = 'cancelled')::int as cancelled,
        count(*) filter (where state in ('waiting', 'calling'))::int as open
      from callbacks where tenant_id = ${tenantId} and requested_at between ${from} and ${to}
      group by queue_id`.execute(trx),
  );
  return rows;
}

function callbackOf(row: TableRow<"callbacks">): Callback {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    queueId: row.queue_id,
    number: row.number,
    sameNumber: row.same_number,
    dnis: row.dnis,
    language: row.language,
    requestCallId: row.request_call_id,
    requestedAt: row.requested_at.getTime(),
    queuedAt: row.queued_at.getTime(),
    expiresAt: row.expires_at.getTime(),
    nextAt: row.next_at.getTime(),
    state: row.state as CallbackState,
    attempts: row.attempts as CallbackAttempt[],
    endedAt: row.ended_at?.getTime() ?? null,
    endedBy: row.ended_by,
  };
}
