// Reading call records: pages of the list, one call with everything, and where a recording lies.
import type { AgentId, CallId, QueueId, RecordingId, TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database, TableRow } from "#platform/database";

export type CallFilter = {
  readonly ani?: string | undefined;
  readonly agentId?: AgentId | undefined;
  readonly queueId?: QueueId | undefined;
  readonly endCause?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Only calls before this one in the list's order. */
  readonly before?: { readonly startedAt: Date; readonly id: string } | undefined;
  readonly limit: number;
};

export type ListedCall = TableRow<"calls"> & { readonly has_recording: boolean };

/** Ended calls, newest first. */
export async function listCallRecords(
  tenantId: TenantId,
  filter: CallFilter,
  database: Database,
): Promise<ListedCall[]> {
  return database.withTenant(tenantId, (trx) => {
    let query = trx
      .selectFrom("calls")
      .where("calls.tenant_id", "=", tenantId)
      .selectAll("calls")
      .select(({ exists, selectFrom, lit }) =>
        exists(
          selectFrom("recordings")
            .select(lit(1).as("one"))
            .whereRef("recordings.tenant_id", "=", "calls.tenant_id")
            .whereRef("recordings.call_id", "=", "calls.id"),
        ).as("has_recording"),
      )
      .orderBy("calls.started_at", "desc")
      .orderBy("calls.id", "desc")
      .limit(filter.limit);
    if (filter.ani !== undefined) query = query.where("ani", "=", filter.ani);
    if (filter.agentId) query = query.where("agent_id", "=", filter.agentId);
    if (filter.queueId) query = query.where("queue_id", "=", filter.queueId);
    if (filter.endCause) query = query.where("end_cause", "=", filter.endCause);
    if (filter.from) query = query.where("started_at", ">=", filter.from);
    if (filter.to) query = query.where("started_at", "<", filter.to);
    if (filter.before) {
      const { startedAt, id } = filter.before;
      query = query.where(sql<boolean>`(calls.started_at, calls.id) < (${startedAt}, ${id}::uuid)`);
    }
    return query.execute() as Promise<ListedCall[]>;
  });
}

export type WholeCall = {
  readonly call: TableRow<"calls">;
  readonly legs: readonly TableRow<"call_legs">[];
  readonly facts: readonly TableRow<"call_facts">[];
  readonly recordings: readonly TableRow<"recordings">[];
};

export async function getCallRecord(
  tenantId: TenantId,
  callId: CallId,
  database: Database,
): Promise<WholeCall | undefined> {
  return database.withTenant(tenantId, async (trx) => {
    const call = await trx
      .selectFrom("calls")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", callId)
      .selectAll()
      .executeTakeFirst();
    if (!call) return undefined;
    const own = { tenant_id: tenantId, call_id: callId };
    const legs = await trx
      .selectFrom("call_legs")
      .where(({ and }) => and(own))
      .selectAll()
      .orderBy("started_at")
      .execute();
    const facts = await trx
      .selectFrom("call_facts")
      .where(({ and }) => and(own))
      .selectAll()
      .orderBy("id")
      .execute();
    const recordings = await trx
      .selectFrom("recordings")
      .where(({ and }) => and(own))
      .selectAll()
      .orderBy("started_at")
      .execute();
    return { call, legs, facts, recordings };
  });
}

/** Where a recording lies and whose call it is of. */
export async function getRecording(
  tenantId: TenantId,
  recordingId: RecordingId,
  database: Database,
): Promise<{ path: string; callId: CallId; agentId: AgentId | null } | undefined> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recordings")
      .innerJoin("calls", (join) =>
        join
          .onRef("calls.id", "=", "recordings.call_id")
          .onRef("calls.tenant_id", "=", "recordings.tenant_id"),
      )
      .where("recordings.tenant_id", "=", tenantId)
      .where("recordings.id", "=", recordingId)
      .select(["recordings.path", "calls.id", "calls.agent_id"])
      .executeTakeFirst(),
  );
  return row && { path: row.path, callId: row.id, agentId: row.agent_id };
}
