// Today's queue events as the database has them, for the first moments after a start.
import type { QueueId, TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database } from "#platform/database";
import type { CountedEvent } from "./today-counts.ts";

const events: Readonly<Record<string, CountedEvent>> = {
  ContactQueued: "offered",
  ContactAnswered: "answered",
  ContactAbandoned: "abandoned",
};

export type CountedSince = {
  readonly queueId: QueueId;
  readonly event: CountedEvent;
  readonly times: number;
};

/** Counts since a moment. A caller who came back to the line was offered once. */
export async function countQueueEvents(
  tenantId: TenantId,
  since: number,
  database: Database,
): Promise<CountedSince[]> {
  const queueId = sql<QueueId>`data->>'queueId'`;
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("call_facts")
      .where("tenant_id", "=", tenantId)
      .where("at", ">=", new Date(since))
      .where("type", "in", Object.keys(events))
      .where(sql<boolean>`coalesce(data->>'returning', 'false') = 'false'`)
      .select(["type", queueId.as("queue_id"), sql<string>`count(distinct call_id)`.as("times")])
      .groupBy(["type", queueId])
      .execute(),
  );
  return rows.flatMap((row) => {
    const event = events[row.type];
    return event ? [{ queueId: row.queue_id, event, times: Number(row.times) }] : [];
  });
}
