// Sums of days that are over, so that a report over a year does not read millions of rows. They are made of the rows of
// segments and states by the statements that reports use, may be made again at any time, and are given up as soon as a row
// changes that they were made of.
import type { TenantId } from "@tandem/kernel";
import { CompiledQuery } from "kysely";
import type { Transaction } from "kysely";
import type { Database, Schema } from "#platform/database";
import { longestIntervalMs } from "./agent-recorder.ts";
import type { CountedDay } from "./counted-days.ts";
import { tallyKeys, tallyText, timesKeys, timesText } from "./tally-query.ts";
import type { TallyGroup } from "./tally-query.ts";
import { repeatWithinMs } from "./tally.ts";
import type { IntervalRule, TallyRule } from "./tally.ts";

type Trx = Transaction<Schema>;

/** Sums by queue are kept by the hour; by agent, of whom there are many more, by the day. */
export type KeptGroup = "queue" | "agent";

export async function rowsOf<Row>(trx: Trx, text: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await trx.executeQuery(CompiledQuery.raw(text, values));
  return rows as Row[];
}

/** `answeredInTime` → `answered_in_time` */
const columnOf = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const tallyColumns = tallyKeys.map(columnOf).join(", ");
const timesColumns = timesKeys.map(columnOf).join(", ");

/** The days between two moments whose sums are kept, in order; `basis`: counted by these targets, undefined: by any. */
export async function countedDays(
  tenantId: TenantId,
  { from, to, basis }: CountedDay & { readonly basis?: string },
  trx: Trx,
): Promise<CountedDay[]> {
  const rows = await rowsOf<{ starts_at: Date; ends_at: Date }>(
    trx,
    `select starts_at, ends_at from counted_days
     where tenant_id = $1::uuid and starts_at < $3::timestamptz and ends_at > $2::timestamptz
       and ($4::text is null or basis = $4::text) order by starts_at`,
    [tenantId, new Date(from), new Date(to), basis ?? null],
  );
  return rows.map(({ starts_at, ends_at }) => ({ from: starts_at.getTime(), to: ends_at.getTime() }));
}

/** Every day whose sums are kept, by when it begins. */
export async function allCountedDays(
  tenantId: TenantId,
  database: Database,
): Promise<Map<number, { readonly to: number; readonly basis: string }>> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("counted_days")
      .where("tenant_id", "=", tenantId)
      .select(["starts_at", "ends_at", "basis"])
      .execute(),
  );
  return new Map(
    rows.map(({ starts_at, ends_at, basis }) => [starts_at.getTime(), { to: ends_at.getTime(), basis }]),
  );
}

/** Kept sums in the places of what `tallyText` gives. Parameters: tenant, bounds, queue or agent, or null. */
export function keptTallyText(rule: IntervalRule, group: KeptGroup, by: TallyGroup): string {
  const sums = tallyKeys.map((key) => {
    const whole = key === "longestWaitMs" ? "max" : "sum";
    // Exact to 2⁵³, and summed in a tenth of the time that sums of bigint take, which are numeric.
    return `${whole}(${columnOf(key)}::float8)::bigint as "${key}"`;
  });
  return `select width_bucket(starts_at, $2::timestamptz[]) - 1 as slot,
    ${by === "all" ? "null::text" : "group_id::text"} as id, ${sums.join(", ")}
  from counted_tallies
  where tenant_id = $1::uuid and grouped_by = '${group}' and rule = '${rule}'
    and starts_at >= ($2::timestamptz[])[1] and starts_at < ($2::timestamptz[])[array_length($2::timestamptz[], 1)]
    and ($3::uuid is null or group_id = $3::uuid)
  group by 1, 2 order by 1, 2`;
}

/** Kept sums in the places of what `timesText` gives. Parameters: tenant, bounds, agent or null. */
export function keptTimesText(by: "agent" | "all"): string {
  return `select width_bucket(starts_at, $2::timestamptz[]) - 1 as slot,
    ${by === "all" ? "null::uuid" : "agent_id"} as id,
    ${timesKeys.map((key) => `sum(${columnOf(key)})::bigint as "${key}"`).join(", ")}
  from counted_times
  where tenant_id = $1::uuid
    and starts_at >= ($2::timestamptz[])[1] and starts_at < ($2::timestamptz[])[array_length($2::timestamptz[], 1)]
    and ($3::uuid is null or agent_id = $3::uuid)
  group by 1, 2 order by 1, 2`;
}

/** What sums of a day are made by. */
export type Counting = Omit<TallyRule, "rule"> & {
  readonly basis: string;
  /** Where the day's hours begin, and where the last one ends. */
  readonly hours: readonly number[];
};

/**
 * Counts a day and keeps its sums in the place of any before; false when an agent's state that began in it lasts still, so
 * that it cannot be counted to its end.
 */
export async function countDay(tenantId: TenantId, counting: Counting, database: Database): Promise<boolean> {
  const { hours, basis, targetMs, shortMs } = counting;
  const [from, to] = [hours[0] ?? 0, hours.at(-1) ?? 0];
  const dates = hours.map((at) => new Date(at));
  const day = [new Date(from), new Date(to)];
  const since = new Date(from - 2 * longestIntervalMs);
  return database.withTenant(tenantId, async (trx) => {
    const run = (text: string, values: unknown[]) => rowsOf(trx, text, [tenantId, ...values]);
    // Who stores a row that belongs here waits until the sums are there, and gives them up.
    await trx.executeQuery(CompiledQuery.raw("lock table counted_days in share row exclusive mode", []));
    const lasting = await run(lastingText, [since, day[1]]);
    if (lasting.length > 0) return false;
    await run("delete from counted_days where tenant_id = $1 and starts_at < $3 and ends_at > $2", day);
    for (const table of ["counted_tallies", "counted_times"])
      await run(`delete from ${table} where tenant_id = $1 and starts_at >= $2 and starts_at < $3`, day);
    const by = [[...targetMs.keys()], [...targetMs.values()], shortMs, null, null];
    for (const rule of ["enqueue", "answer"] as const) {
      await run(keepText(rule, "queue"), [dates, ...by]);
      await run(keepText(rule, "agent"), [day, ...by]);
    }
    await run(keepTimesText, [dates, since, day[1], day[1], null]);
    await run(
      "insert into counted_days (tenant_id, id, starts_at, ends_at, basis) values ($1, gen_random_uuid(), $2, $3, $4)",
      [...day, basis],
    );
    return true;
  });
}

const lastingText = `select 1 from agent_intervals where tenant_id = $1 and ended_at is null
  and (presence <> 'offline' or work_state <> 'idle') and started_at >= $2 and started_at < $3 limit 1`;

function keepText(rule: IntervalRule, group: KeptGroup): string {
  const sums = tallyKeys.map((key) => `"${key}"`).join(", ");
  return `insert into counted_tallies (tenant_id, id, starts_at, grouped_by, rule, group_id, ${tallyColumns})
    select $1::uuid, gen_random_uuid(), ($2::timestamptz[])[slot + 1], '${group}', '${rule}', id::uuid, ${sums}
    from (${tallyText(rule, group)}) as tally`;
}

const keepTimesText = `insert into counted_times (tenant_id, id, starts_at, agent_id, ${timesColumns})
  select $1::uuid, gen_random_uuid(), ($2::timestamptz[])[slot + 1], times.id, ${timesKeys.map((key) => `"${key}"`).join(", ")}
  from (${timesText("agent")}) as times`;

/** Gives up the sums that rows of that time are in; repeated calls are counted with the first of them. */
export async function giveUpCounted(
  tenantId: TenantId,
  { from, to }: { readonly from: Date; readonly to: Date },
  trx: Trx,
): Promise<void> {
  await trx
    .deleteFrom("counted_days")
    .where("tenant_id", "=", tenantId)
    .where("ends_at", ">", new Date(from.getTime() - repeatWithinMs))
    .where("starts_at", "<=", to)
    .execute();
}

/** When the first row was made that reports count; undefined when there is none. */
export async function firstCountable(tenantId: TenantId, database: Database): Promise<number | undefined> {
  const [row] = await database.withTenant(tenantId, (trx) =>
    rowsOf<{ at: Date | null }>(
      trx,
      `select least((select min(offered_at) from queue_segments where tenant_id = $1),
         (select min(started_at) from agent_intervals where tenant_id = $1)) as at`,
      [tenantId],
    ),
  );
  return row?.at?.getTime();
}
