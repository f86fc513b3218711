// Where callers went in a flow and where they left it, from the facts of calls that are stored.
import type { CallId, FlowId, TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database } from "#platform/database";

export type NodeInsight = {
  readonly node: string;
  readonly entered: number;
  /** Calls that ended in it, whoever ended them. */
  readonly ended: number;
  /** Between coming in and going on, ms; null: nobody went on. */
  readonly meanMs: number | null;
  /** Servers that did not answer well, texts not spoken, callers not listened to, messages not sent. */
  readonly errors: number;
};

export type WayInsight = {
  readonly node: string;
  readonly to: string;
  /** The key that led there; null: none did. */
  readonly digit: string | null;
  readonly count: number;
};

export type FlowInsight = {
  readonly calls: number;
  readonly nodes: readonly NodeInsight[];
  readonly ways: readonly WayInsight[];
};

/** From the first moment to before the last one, epoch ms. */
export type Period = { readonly from: number; readonly to: number };

/** `version`: only what calls did in that one; undefined: in any. */
type Asked = { readonly flowId: FlowId; readonly version?: number | undefined } & Period;

/** What begins a stay in the flow, or goes on with it after another: both say which version. */
function isAskedFor({ flowId, version }: Asked) {
  const anyVersion = sql`type in ('FlowStarted', 'FlowReturned') and data->>'flowId' = ${flowId}`;
  return version === undefined ? anyVersion : sql`${anyVersion} and (data->>'flowVersion')::int = ${version}`;
}

/**
 * Each step of a call in the flow, with what came after it. A call may come into several flows, one after the other: each
 * step is of the flow that began last before it, or was returned to. A return says from which node it goes on.
 */
function stepsOf(tenantId: TenantId, asked: Asked) {
  const { from, to } = asked;
  return sql`
    with facts as (
      select call_id, id, at, type, data,
        count(*) filter (where type in ('FlowStarted', 'FlowReturned')) over run as run,
        lag(type) over run as before_type, lag(data) over run as before_data,
        lead(type) over run as next_type
      from call_facts
      where tenant_id = ${tenantId} and at >= ${new Date(from)} and at < ${new Date(to)}
        and type in ('FlowStarted', 'FlowReturned', 'FlowNodeEntered', 'MenuChosen', 'FlowEnded', 'CallEnded')
        and (type <> 'MenuChosen' or (data->>'valid')::boolean)
      window run as (partition by call_id order by at, id)
    ), runs as (
      select call_id, run from facts
      where ${isAskedFor(asked)}
    ), places as (
      select facts.call_id, type, facts.at, facts.data->>'node' as node,
        case when before_type = 'MenuChosen' then before_data->>'digit' end as digit,
        coalesce(next_type in ('CallEnded', 'FlowEnded'), false) as has_ended,
        lead(facts.at) over each_run as gone_at,
        lag(facts.data->>'node') over each_run as from_node
      from facts join runs using (call_id, run)
      where type in ('FlowNodeEntered', 'FlowReturned')
      window each_run as (partition by facts.call_id, facts.run order by facts.at, facts.id)
    ), steps as (
      select * from places where type = 'FlowNodeEntered'
    )`;
}

/** What went wrong in each node of the flow, as often as it did. */
function errorsOf(tenantId: TenantId, asked: Asked) {
  const { flowId, version, from, to } = asked;
  const isOfVersion = version === undefined ? sql`true` : sql`call_id in (select call_id from runs)`;
  return sql<{ node: string; errors: number }>`
    with facts as (
      select call_id, type, data,
        count(*) filter (where type in ('FlowStarted', 'FlowReturned'))
          over (partition by call_id order by at, id) as run
      from call_facts
      where tenant_id = ${tenantId} and at >= ${new Date(from)} and at < ${new Date(to)}
        and type in ('FlowStarted', 'FlowReturned', 'FlowRequestEnded', 'FlowSpeechFailed', 'FlowListeningFailed')
    ), runs as (
      select call_id, run from facts
      where ${isAskedFor(asked)}
    )
    select data->>'node' as node, count(*)::int as errors
    from facts join runs using (call_id, run)
    where type in ('FlowSpeechFailed', 'FlowListeningFailed')
      or (type = 'FlowRequestEnded' and (data->>'failure' is not null or (data->>'status')::int >= 400))
    group by 1
    union all
    -- These name their flow: what becomes of a message may be told when the call is elsewhere, or over.
    select data->>'node', count(*)::int
    from call_facts
    where tenant_id = ${tenantId} and at >= ${new Date(from)} and at < ${new Date(to)}
      and type in ('FlowMessageRefused', 'FlowMessageGivenUp') and data->>'flowId' = ${flowId} and ${isOfVersion}
    group by 1`;
}

export async function flowInsight(
  tenantId: TenantId,
  database: Database,
  asked: Asked,
): Promise<FlowInsight> {
  const steps = stepsOf(tenantId, asked);
  return database.withTenant(tenantId, async (trx) => {
    const nodes = await sql<{ node: string; entered: number; ended: number; mean_ms: number | null }>`
      ${steps} select node, count(*)::int as entered, (count(*) filter (where has_ended))::int as ended,
        (avg(extract(epoch from gone_at - at) * 1000))::float8 as mean_ms
      from steps group by node order by node`.execute(trx);
    const ways = await sql<{ node: string; to: string; digit: string | null; count: number }>`
      ${steps} select from_node as node, node as to, digit, count(*)::int as count
      from steps where from_node is not null group by from_node, node, digit
      order by 1, 2, 3`.execute(trx);
    const errors = await errorsOf(tenantId, asked).execute(trx);
    const errorsAt = new Map<string, number>();
    for (const row of errors.rows) errorsAt.set(row.node, (errorsAt.get(row.node) ?? 0) + row.errors);
    const calls = await sql<{ calls: number }>`
      ${steps} select count(distinct call_id)::int as calls from steps`.execute(trx);
    return {
      calls: calls.rows[0]?.calls ?? 0,
      nodes: nodes.rows.map(({ mean_ms, ...row }) => ({
        ...row,
        meanMs: mean_ms === null ? null : Math.round(mean_ms),
        errors: errorsAt.get(row.node) ?? 0,
      })),
      ways: ways.rows,
    };
  });
}

/** The newest calls that were in a node, at most that many; `ended`: only those that ended there. */
export async function callsInNode(
  tenantId: TenantId,
  database: Database,
  { node, ended, limit, ...asked }: Asked & { node: string; ended: boolean; limit: number },
): Promise<{ callId: CallId; at: number }[]> {
  const { rows } = await database.withTenant(tenantId, (trx) =>
    sql<{ call_id: CallId; at: Date }>`
      ${stepsOf(tenantId, asked)} select call_id, max(at) as at from steps
      where node = ${node} and (has_ended or not ${ended})
      group by call_id order by at desc limit ${limit}`.execute(trx),
  );
  return rows.map(({ call_id: callId, at }) => ({ callId, at: at.getTime() }));
}
