// Facts and call records in the database.
import { factText } from "@tandem/kernel";
import type { CallId, Fact, TenantId } from "@tandem/kernel";
import { CompiledQuery, sql } from "kysely";
import type { Transaction } from "kysely";
import { insertRows } from "#platform/database";
import type { JsonRow, Schema, TableRow } from "#platform/database";
import type { CallRecord } from "./call-record.ts";
import type { LegRecord } from "./leg-record.ts";

type Trx = Transaction<Schema>;

/**
 * Adds facts; those that are there already stay as they are, so that writing twice changes nothing. The server takes
 * them apart: their text is the journal's.
 */
export async function insertFacts(tenantId: TenantId, facts: readonly Fact[], trx: Trx): Promise<void> {
  const list = `[${facts.map(factText).join(",")}]`;
  await trx.executeQuery(CompiledQuery.raw(insertFactsText, [tenantId, list]));
}

/** What of a fact has a column of its own; the rest is `data`. */
const insertFactsText = `insert into call_facts (tenant_id, id, call_id, type, version, at, data)
  select $1::uuid, (fact->>'id')::uuid, (fact->>'callId')::uuid, fact->>'type', (fact->>'version')::integer,
    to_timestamp((fact->>'at')::double precision / 1000),
    fact - '{id,tenantId,callId,type,version,at}'::text[]
  from jsonb_array_elements($2::jsonb) as fact
  on conflict (tenant_id, id) do nothing`;

export async function factsOfCalls(
  tenantId: TenantId,
  callIds: readonly CallId[],
  trx: Trx,
): Promise<Fact[]> {
  const rows = await trx
    .selectFrom("call_facts")
    .where("tenant_id", "=", tenantId)
    .where("call_id", "in", callIds)
    .selectAll()
    .execute();
  return rows.map(factOf);
}

/**
 * Facts of the calls that a stopped process left unfinished: begun since a moment and without a record, or
 * with a recording that was neither stored nor given up.
 */
export async function factsOfUnfinishedCalls(tenantId: TenantId, since: Date, trx: Trx): Promise<Fact[]> {
  const began = trx.selectFrom("call_facts as began").where("began.tenant_id", "=", tenantId);
  const withoutRecord = began
    .where("began.at", ">=", since)
    .where("began.type", "=", "CallArrived")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("calls")
            .whereRef("calls.tenant_id", "=", "began.tenant_id")
            .whereRef("calls.id", "=", "began.call_id")
            .select("calls.id"),
        ),
      ),
    );
  const withOpenRecording = began
    .where("began.at", ">=", since)
    .where("began.type", "=", "RecordingStarted")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("call_facts as done")
            .whereRef("done.tenant_id", "=", "began.tenant_id")
            .whereRef("done.call_id", "=", "began.call_id")
            .where("done.type", "in", ["RecordingStored", "RecordingFailed"])
            .where(sql<boolean>`done.data->>'recordingId' = began.data->>'recordingId'`)
            .select("done.id"),
        ),
      ),
    );
  const rows = await withoutRecord
    .select("began.call_id")
    .union(withOpenRecording.select("began.call_id"))
    .execute();
  const ids = rows.flatMap((row) => row.call_id ?? []);
  return ids.length > 0 ? factsOfCalls(tenantId, ids, trx) : [];
}

/** Writes or rewrites the records of calls with their legs and recordings. */
export async function upsertRecords(records: readonly CallRecord[], trx: Trx): Promise<void> {
  await insertRows(trx, "calls", records.map(callRow), addedLater.call);
  const legs = records.flatMap((record) => record.legs.map((leg) => legRow(record, leg)));
  await insertRows(trx, "call_legs", oneOfEach(legs), addedLater.leg);
  const recordings = records.flatMap((record) =>
    record.recordings.map((recording) => recordingRow(record, recording)),
  );
  await insertRows(trx, "recordings", recordings);
}

/** A leg that moved is in the records of two calls: it is one leg, and ended where it ended last. */
function oneOfEach(legs: readonly JsonRow<"call_legs">[]): JsonRow<"call_legs">[] {
  const byId = new Map<string, JsonRow<"call_legs">>();
  for (const leg of legs) {
    const other = byId.get(leg.id);
    if (!other || other.ended_at <= leg.ended_at) byId.set(leg.id, leg);
  }
  return [...byId.values()];
}

/** What becomes known, or better known, after a call has ended. */
const addedLater = {
  call: ["ended_at", "end_cause", "wrap_up_ms", "disposition_code", "note", "summary"],
  leg: ["ended_at", "end_cause", "packets_received", "packets_sent", "packets_lost", "jitter_ms", "quality"],
} as const;

function factOf(row: TableRow<"call_facts">): Fact {
  return {
    ...(row.data as object),
    id: row.id,
    type: row.type,
    version: 1,
    tenantId: row.tenant_id,
    at: row.at.getTime(),
    ...(row.call_id ? { callId: row.call_id } : {}),
  };
}

function callRow(record: CallRecord): JsonRow<"calls"> {
  const { contribution } = record;
  return {
    tenant_id: record.tenantId,
    id: record.id,
    direction: record.direction,
    ani: record.ani,
    dnis: record.dnis,
    started_at: new Date(record.startedAt),
    answered_at: contribution.answeredAt === undefined ? null : new Date(contribution.answeredAt),
    ended_at: new Date(record.endedAt),
    end_cause: record.endCause,
    ended_by: record.endedBy,
    queue_id: contribution.queueId ?? null,
    queue_name: contribution.queueName ?? null,
    agent_id: contribution.agentId ?? null,
    agent_name: contribution.agentName ?? null,
    wait_ms: record.waitMs,
    talk_ms: record.talkMs,
    hold_ms: record.holdMs,
    wrap_up_ms: contribution.wrapUpMs ?? null,
    disposition_code: contribution.disposition ?? null,
    note: contribution.note ?? null,
    tags: contribution.tags ?? {},
    summary: { flowMs: record.flowMs, source: record.source },
  };
}

function legRow(record: CallRecord, leg: LegRecord): JsonRow<"call_legs"> {
  return {
    tenant_id: record.tenantId,
    id: leg.id,
    call_id: record.id,
    kind: leg.kind,
    agent_id: leg.agentId,
    address: leg.address,
    started_at: new Date(leg.startedAt),
    answered_at: leg.answeredAt === null ? null : new Date(leg.answeredAt),
    ended_at: new Date(leg.endedAt),
    end_cause: leg.endCause,
    codec: leg.codec,
    packets_received: leg.packetsReceived,
    packets_sent: leg.packetsSent,
    packets_lost: leg.packetsLost,
    jitter_ms: leg.jitterMs,
    quality: leg.quality,
  };
}

function recordingRow(
  record: CallRecord,
  recording: CallRecord["recordings"][number],
): JsonRow<"recordings"> {
  return {
    tenant_id: record.tenantId,
    id: recording.id,
    call_id: record.id,
    path: recording.path,
    started_at: new Date(recording.startedAt),
    duration_ms: Math.round(recording.durationMs),
    bytes: recording.bytes,
    state: "stored",
    key_id: recording.keyId ?? null,
    wrapped_key: recording.wrappedKey ?? null,
    sha256: recording.sha256,
    incomplete_from_ms: recording.incompleteFromMs,
  };
}
