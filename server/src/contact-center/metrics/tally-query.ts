// The statements that count segments and times of agents, as tally.ts and agent-times.ts count them.
import { callbackTarget, defaultTargetMs, repeatWithinMs } from "./tally.ts";
import type { IntervalRule, Tally } from "./tally.ts";
import type { AgentTimes } from "./agent-times.ts";

export type TallyGroup = "queue" | "agent" | "all";

const counts: Readonly<Record<keyof Tally, string>> = {
  offered: count("not is_return"),
  answered: count("not is_return and outcome = 'answered'"),
  abandoned: count("not is_return and outcome = 'abandoned'"),
  flowedOut: count("not is_return and outcome = 'flowed-out'"),
  callbacks: count(`not is_return and flowed_to = '${callbackTarget}'`),
  shortAbandoned: count("not is_return and outcome = 'abandoned' and wait_ms < $5::bigint"),
  answeredInTime: count("not is_return and outcome = 'answered' and in_time"),
  abandonedInTime: count("not is_return and outcome = 'abandoned' and in_time"),
  answeredWaitMs: sum("wait_ms", "not is_return and outcome = 'answered'"),
  abandonedWaitMs: sum("wait_ms", "not is_return and outcome = 'abandoned'"),
  longestWaitMs: `coalesce(max(wait_ms) filter (where not is_return and outcome in ('answered', 'abandoned')), 0)`,
  handled: count("handled"),
  talkMs: sum("talk_ms", "handled"),
  holdMs: sum("hold_ms", "handled"),
  wrapUpMs: sum("wrap_up_ms", "handled"),
  returned: count("is_return"),
  identified: count("not is_return and outcome = 'answered' and known"),
  repeated: count("repeated"),
};

export const tallyKeys = Object.keys(counts) as readonly (keyof Tally)[];

/**
 * One row for each interval and group in which there is anything. Parameters: tenant, bounds, queues and their targets
 * (ms), what a short abandon is (ms), queue or null, agent or null.
 */
export function tallyText(rule: IntervalRule, by: TallyGroup): string {
  const column = rule === "enqueue" ? "offered_at" : "decided_at";
  const id = by === "all" ? "null::text" : by === "queue" ? "queue_id::text" : "agent_id::text";
  // width_bucket counts from 1.
  return `with targets as (select * from unnest($3::uuid[], $4::bigint[]) as target(queue_id, target_ms)),
  counted as (
    select width_bucket(${column}, $2::timestamptz[]) - 1 as slot, ${id} as id, outcome, is_return, wait_ms,
      flowed_to, talk_ms, hold_ms, wrap_up_ms,
      outcome = 'answered' and served_at is not null as handled,
      wait_ms <= coalesce(targets.target_ms, ${defaultTargetMs}) as in_time,
      customer <> '' as known,
      customer <> '' and outcome = 'answered' and not is_return and exists (
        select 1 from queue_segments as again
        where again.tenant_id = segment.tenant_id and again.customer = segment.customer and again.customer <> ''
          and again.offered_at > segment.offered_at
          and again.offered_at <= segment.offered_at + interval '${repeatWithinMs} milliseconds'
          and again.call_id <> segment.call_id and not again.is_return
          and again.topic is not distinct from segment.topic) as repeated
    from queue_segments as segment left join targets using (queue_id)
    where segment.tenant_id = $1::uuid and outcome <> 'waiting'
      and ${column} >= ($2::timestamptz[])[1] and ${column} < ($2::timestamptz[])[array_length($2::timestamptz[], 1)]
      and ($6::uuid is null or queue_id = $6::uuid) and ($7::uuid is null or agent_id = $7::uuid))
  select slot, id, ${tallyKeys.map((key) => `${counts[key]} as "${key}"`).join(", ")}
  from counted group by slot, id order by slot, id`;
}

function count(where: string): string {
  return `count(*) filter (where ${where})`;
}

function sum(column: string, where: string): string {
  return `coalesce(sum(${column}) filter (where ${where}), 0)::bigint`;
}

export const timesKeys = [
  "offeredMs",
  "talkingMs",
  "onHoldMs",
  "wrapUpMs",
  "idleMs",
  "awayMs",
] as const satisfies readonly (keyof AgentTimes)[];

/**
 * How much of which sum each interval of a report has. Parameters: tenant, bounds, since when states that reach into them
 * may have begun, the last bound, until when what lasts is counted, agent or null.
 */
export function timesText(by: "agent" | "all"): string {
  const agent = by === "agent" ? "agent_id" : "null::uuid";
  const ms = (key: string) =>
    `coalesce(sum(extract(epoch from lasted)) filter (where kind = '${key}') * 1000, 0)::bigint as "${key}"`;
  return `with state as (
    select agent_id, started_at, coalesce(ended_at, greatest($5::timestamptz, started_at)) as ended_at,
      case when work_state = 'offered' then 'offeredMs' when work_state = 'talking' then 'talkingMs'
        when work_state = 'on-hold' then 'onHoldMs' when work_state = 'wrap-up' then 'wrapUpMs'
        when presence = 'available' then 'idleMs' when presence = 'away' then 'awayMs' end as kind
    from agent_intervals
    where tenant_id = $1::uuid and started_at >= $3::timestamptz and started_at < $4::timestamptz
      and ($6::uuid is null or agent_id = $6::uuid)),
  part as (
    select agent_id, kind, slot, least(ended_at, ($2::timestamptz[])[slot + 1]) - greatest(started_at, ($2::timestamptz[])[slot]) as lasted
    from state, generate_series(greatest(width_bucket(started_at, $2::timestamptz[]), 1),
      least(width_bucket(ended_at, $2::timestamptz[]), array_length($2::timestamptz[], 1) - 1)) as slot
    where kind is not null)
  select slot - 1 as slot, ${agent} as id, ${timesKeys.map(ms).join(", ")}
  from part where lasted > interval '0' group by 1, 2 order by 1, 2`;
}
