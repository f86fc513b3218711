// Calls that agents placed, in the database: made of the facts of a call when it is over, and summed up for reports.
import { CompiledQuery } from "kysely";
import type { AgentId, Fact, QueueId, TenantId } from "@tandem/kernel";
import { insertRows } from "#platform/database";
import type { Database } from "#platform/database";
import type { CallFold } from "#telephony/call-records";
import { foldPlacedCall } from "./placed-call.ts";

/** Plugged into the records of calls, so that a row is stored with the facts it is made of or not at all. */
export const placedCallFold: CallFold = {
  after: new Set(["CallEnded"]),
  async store(calls: readonly (readonly Fact[])[], trx) {
    const rows = calls.flatMap((facts) => {
      const call = foldPlacedCall(facts);
      if (!call) return [];
      const { tenantId: tenant_id, callId: id, agentId: agent_id, queueId: queue_id, talkMs } = call;
      const connected_at = call.connectedAt === null ? null : new Date(call.connectedAt);
      const placed_at = new Date(call.placedAt);
      return [{ tenant_id, id, agent_id, queue_id, placed_at, connected_at, talk_ms: talkMs }];
    });
    await insertRows(trx, "outbound_calls", rows, ["connected_at", "talk_ms"]);
  },
};

/** Sums of one interval (index into the bounds), and of one queue or agent when asked for. */
export type OutboundSumsRow = {
  readonly interval: number;
  readonly id: string | null;
  readonly attempts: number;
  readonly connected: number;
  readonly talkMs: number;
};

export type OutboundSumsQuery = {
  /** Ascending, epoch ms; the last one ends the last interval. */
  readonly bounds: readonly number[];
  readonly by: "queue" | "agent" | "all";
  readonly queueId?: QueueId | undefined;
  readonly agentId?: AgentId | undefined;
};

const columns = { all: "null::text", queue: "queue_id::text", agent: "agent_id::text" } as const;

/** By when the number was called. Intervals in which none was have no row. */
export async function outboundSums(
  tenantId: TenantId,
  { bounds, by, queueId, agentId }: OutboundSumsQuery,
  database: Database,
): Promise<OutboundSumsRow[]> {
  if (bounds.length < 2) return [];
  const values = [tenantId, bounds.map((at) => new Date(at)), queueId ?? null, agentId ?? null];
  const { rows } = await database.withTenant(tenantId, (trx) =>
    trx.executeQuery<OutboundSumsRow>(CompiledQuery.raw(textOf(columns[by]), values)),
  );
  return rows;
}

/** width_bucket counts from 1. A sum of milliseconds may be past an integer, and is exact as a double. */
function textOf(id: string): string {
  return `select width_bucket(placed_at, $2::timestamptz[]) - 1 as interval, ${id} as id,
    count(*)::int as attempts, count(connected_at)::int as connected,
    sum(talk_ms)::double precision as "talkMs"
  from outbound_calls
  where tenant_id = $1::uuid
    and placed_at >= ($2::timestamptz[])[1] and placed_at < ($2::timestamptz[])[array_length($2::timestamptz[], 1)]
    and ($3::uuid is null or queue_id = $3::uuid) and ($4::uuid is null or agent_id = $4::uuid)
  group by 1, 2 order by 1, 2`;
}
