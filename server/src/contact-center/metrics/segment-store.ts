// Segments in the database: made again whenever a fact of their call changes them.
import type { Fact, QueueId, TenantId } from "@tandem/kernel";
import { insertRows } from "#platform/database";
import type { Database, JsonRow, TableRow } from "#platform/database";
import type { CallFold } from "#telephony/call-records";
import { giveUpCounted } from "./counted-store.ts";
import { foldSegments, segmentFacts } from "./segment.ts";
import type { QueueSegment } from "./segment.ts";

/** What becomes known after a segment has begun. */
const knownLater = [
  "outcome",
  "decided_at",
  "wait_ms",
  "flowed_to",
  "agent_id",
  "agent_name",
  "talk_ms",
  "hold_ms",
  "wrap_up_ms",
  "served_at",
  "customer",
  "topic",
] as const;

/** Plugged into the records of calls, so that segments are stored with the facts they are made of or not at all. */
export const segmentFold: CallFold = {
  after: segmentFacts,
  async store(calls: readonly (readonly Fact[])[], trx) {
    const segments = calls.flatMap((facts) => foldSegments(facts));
    await insertRows(trx, "queue_segments", segments.map(segmentRow), knownLater);
    for (const [tenantId, own] of Map.groupBy(segments, (segment) => segment.tenantId))
      await giveUpCounted(tenantId, spanOf(own), trx);
  },
};

function spanOf(segments: readonly QueueSegment[]): { from: Date; to: Date } {
  const from = Math.min(...segments.map(({ offeredAt }) => offeredAt));
  const to = Math.max(...segments.map(({ offeredAt, decidedAt }) => decidedAt ?? offeredAt));
  return { from: new Date(from), to: new Date(to) };
}

export function segmentRow(segment: QueueSegment): JsonRow<"queue_segments"> {
  const dateOf = (at: number | null) => (at === null ? null : new Date(at));
  return {
    tenant_id: segment.tenantId,
    id: segment.id,
    call_id: segment.callId,
    queue_id: segment.queueId,
    queue_name: segment.queueName,
    offered_at: new Date(segment.offeredAt),
    is_return: segment.returning,
    outcome: segment.outcome,
    decided_at: dateOf(segment.decidedAt),
    wait_ms: segment.waitMs,
    flowed_to: segment.flowedTo,
    agent_id: segment.agentId,
    agent_name: segment.agentName,
    talk_ms: segment.talkMs,
    hold_ms: segment.holdMs,
    wrap_up_ms: segment.wrapUpMs,
    served_at: dateOf(segment.servedAt),
    customer: segment.customer,
    topic: segment.topic,
  };
}

export function segmentOf(row: TableRow<"queue_segments">): QueueSegment {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    callId: row.call_id,
    queueId: row.queue_id,
    queueName: row.queue_name,
    offeredAt: row.offered_at.getTime(),
    returning: row.is_return,
    outcome: row.outcome,
    decidedAt: row.decided_at?.getTime() ?? null,
    waitMs: row.wait_ms,
    flowedTo: row.flowed_to,
    agentId: row.agent_id,
    agentName: row.agent_name,
    talkMs: row.talk_ms,
    holdMs: row.hold_ms,
    wrapUpMs: row.wrap_up_ms,
    servedAt: row.served_at?.getTime() ?? null,
    customer: row.customer,
    topic: row.topic,
  };
}

/** The segments that were offered since a moment. */
export async function segmentsSince(
  tenantId: TenantId,
  since: number,
  database: Database,
): Promise<QueueSegment[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("queue_segments")
      .where("tenant_id", "=", tenantId)
      .where("offered_at", ">=", new Date(since))
      .selectAll()
      .orderBy("offered_at")
      .execute(),
  );
  return rows.map(segmentOf);
}

/** At most so many segments that were offered to one queue from one moment to before another, in order. */
export async function segmentsOfQueue(
  tenantId: TenantId,
  asked: { readonly queueId: QueueId; readonly from: number; readonly to: number; readonly most: number },
  database: Database,
): Promise<QueueSegment[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("queue_segments")
      .where("tenant_id", "=", tenantId)
      .where("queue_id", "=", asked.queueId)
      .where("offered_at", ">=", new Date(asked.from))
      .where("offered_at", "<", new Date(asked.to))
      .selectAll()
      .orderBy("offered_at")
      .limit(asked.most)
      .execute(),
  );
  return rows.map(segmentOf);
}
