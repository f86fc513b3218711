// Reading call records: pages of the list, one call with everything, and where a recording lies.
import type { AgentId, CallId, LegId, QueueId, RecordingId, TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database, TableRow } from "#platform/database";

export type CallFilter = {
  readonly ani?: string | undefined;
  readonly tag?: { readonly name: string; readonly value: string } | undefined;
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
            .whereRef("recordings.call_id", "=", "calls.id")
            .where("recordings.state", "<>", "deleted"),
        ).as("has_recording"),
      )
      .orderBy("calls.started_at", "desc")
      .orderBy("calls.id", "desc")
      .limit(filter.limit);
    if (filter.ani !== undefined) query = query.where("ani", "=", filter.ani);
    if (filter.tag) {
      const wanted = JSON.stringify({ [filter.tag.name]: filter.tag.value });
      query = query.where(sql<boolean>`tags @> ${wanted}::jsonb and tags <> '{}'`);
    }
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
    // A leg that came from a consultation, or went on elsewhere, is kept with one of the two calls.
    const moved = trx
      .selectFrom("call_facts")
      .where(({ and }) => and(own))
      .where("type", "in", ["LegJoined", "LegMoved"])
      .select(sql<LegId>`(data->>'legId')::uuid`.as("leg_id"));
    const legs = await trx
      .selectFrom("call_legs")
      .where("tenant_id", "=", tenantId)
      .where(({ or, eb }) => or([eb("call_id", "=", callId), eb("id", "in", moved)]))
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

export type FoundRecording = {
  readonly recording: TableRow<"recordings">;
  /** Who took the call. */
  readonly agentId: AgentId | null;
};

/** Where a recording lies, what opens it, and whose call it is of. */
export async function getRecording(
  tenantId: TenantId,
  recordingId: RecordingId,
  database: Database,
): Promise<FoundRecording | undefined> {
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
      .selectAll("recordings")
      .select("calls.agent_id")
      .executeTakeFirst(),
  );
  if (!row) return undefined;
  const { agent_id: agentId, ...recording } = row;
  return { recording, agentId };
}
