// What callers said by intervals of a report, counted in the database.
import { CompiledQuery } from "kysely";
import type { AgentId, QueueId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

/** Sums of one interval (index into the bounds), and of one queue or agent when asked for. */
export type SurveySumsRow = {
  readonly interval: number;
  readonly id: string | null;
  /** Calls that were asked, and those of them that answered anything. */
  readonly asked: number;
  readonly responded: number;
  /** To all questions, and those of them that gave 4 or 5. */
  readonly answers: number;
  readonly topTwo: number;
};

export type SurveySumsQuery = {
  /** Ascending, epoch ms; the last one ends the last interval. */
  readonly bounds: readonly number[];
  readonly by: "queue" | "agent" | "all";
  readonly queueId?: QueueId | undefined;
  readonly agentId?: AgentId | undefined;
};

const columns = { all: "null::text", queue: "s.queue_id::text", agent: "s.agent_id::text" } as const;

/** By when the caller was asked. Intervals in which nobody was have no row. */
export async function surveySums(
  tenantId: TenantId,
  { bounds, by, queueId, agentId }: SurveySumsQuery,
  database: Database,
): Promise<SurveySumsRow[]> {
  if (bounds.length < 2) return [];
  const values = [tenantId, bounds.map((at) => new Date(at)), queueId ?? null, agentId ?? null];
  const { rows } = await database.withTenant(tenantId, (trx) =>
    trx.executeQuery<SurveySumsRow>(CompiledQuery.raw(textOf(columns[by]), values)),
  );
  return rows;
}

/** width_bucket counts from 1. */
function textOf(id: string): string {
  return `select width_bucket(s.asked_at, $2::timestamptz[]) - 1 as interval, ${id} as id,
    count(*)::int as asked, count(*) filter (where given.answers > 0)::int as responded,
    sum(given.answers)::int as answers, sum(given.top_two)::int as "topTwo"
  from surveys as s cross join lateral (
    select count(*) as answers, count(*) filter (where score >= 4) as top_two
    from survey_answers as a where a.tenant_id = s.tenant_id and a.call_id = s.call_id) as given
  where s.tenant_id = $1::uuid
    and s.asked_at >= ($2::timestamptz[])[1] and s.asked_at < ($2::timestamptz[])[array_length($2::timestamptz[], 1)]
    and ($3::uuid is null or s.queue_id = $3::uuid) and ($4::uuid is null or s.agent_id = $4::uuid)
  group by 1, 2 order by 1, 2`;
}
