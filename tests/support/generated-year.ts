// A year of history made by the database itself: millions of rows in a minute, to see how long reports take.
import type { TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database } from "../../server/src/platform/database/index.ts";

export const yearBegins = Date.parse("2025-01-01T00:00:00Z");
export const yearMs = 365 * 86_400_000;

/** So many rows in one statement: it may take no longer than any other. */
const rowsAtOnce = 20_000;

/** So many calls of a year to ten queues with a hundred agents; a customer calls three times. */
export async function fillYear(tenantId: TenantId, own: number, database: Database): Promise<void> {
  for (let first = 1; first <= own; first += rowsAtOnce) {
    const last = Math.min(own, first + rowsAtOnce - 1);
    await database.withTenant(tenantId, async (trx) => {
      await sql`insert into queue_segments (tenant_id, id, call_id, queue_id, queue_name, offered_at, is_return,
          outcome, decided_at, wait_ms, agent_id, talk_ms, hold_ms, wrap_up_ms, served_at, customer, topic)
        select ${tenantId}::uuid, gen_random_uuid(), gen_random_uuid(), lpad((n % 10)::text, 32, '0')::uuid, 'queue',
          at, false, case when n % 20 = 0 then 'abandoned' else 'answered' end, at + wait * interval '1 ms', wait,
          case when n % 20 <> 0 then lpad((n % 100)::text, 32, '1')::uuid end, 180000, 10000, 30000,
          at + interval '4 minutes', (n % ${Math.ceil(own / 3)}::integer)::text, 'sale'
        from (select n, ${new Date(yearBegins)}::timestamptz + (n * ${yearMs / own}::float8) * interval '1 ms' as at,
          (n::bigint * 7919) % 60000 as wait from generate_series(${first}::integer, ${last}::integer) as n) as made`.execute(
        trx,
      );
      await sql`insert into agent_intervals (tenant_id, id, agent_id, presence, work_state, started_at, ended_at)
        select ${tenantId}::uuid, gen_random_uuid(), lpad((n % 100)::text, 32, '1')::uuid, 'available',
          (array['idle', 'offered', 'talking', 'wrap-up'])[n / 100 % 4 + 1], at,
          at + ${(yearMs / own) * 50}::float8 * interval '1 ms'
        from (select n, ${new Date(yearBegins)}::timestamptz + (n * ${yearMs / own / 2}::float8) * interval '1 ms' as at
          from generate_series(${first * 2 - 1}::integer, ${last * 2}::integer) as n) as made`.execute(trx);
    });
  }
  await database.withTenant(tenantId, async (trx) => {
    await sql`analyze queue_segments`.execute(trx);
    await sql`analyze agent_intervals`.execute(trx);
  });
}

/** As many records of calls: one in twenty given up, one in 100,000 lost with its media; a customer calls three times. */
export async function fillCalls(tenantId: TenantId, own: number, database: Database): Promise<void> {
  for (let first = 1; first <= own; first += rowsAtOnce) {
    const last = Math.min(own, first + rowsAtOnce - 1);
    await database.withTenant(tenantId, (trx) =>
      sql`insert into calls (tenant_id, id, direction, ani, dnis, started_at, answered_at, ended_at, end_cause, ended_by,
          queue_id, queue_name, agent_id, agent_name, wait_ms, talk_ms, hold_ms, wrap_up_ms)
        select ${tenantId}::uuid, gen_random_uuid(), 'inbound', (n % ${Math.ceil(own / 3)}::integer)::text, '4000', at, at,
          at + interval '4 minutes', case when n % 100000 = 7 then 'media-lost' when n % 20 = 0 then 'abandoned'
            else 'completed' end, 'caller', lpad((n % 10)::text, 32, '0')::uuid, 'queue',
          case when n % 20 <> 0 then lpad((n % 100)::text, 32, '1')::uuid end, 'agent', 5000, 180000, 10000, 30000
        from (select n, ${new Date(yearBegins)}::timestamptz + (n * ${yearMs / own}::float8) * interval '1 ms' as at
          from generate_series(${first}::integer, ${last}::integer) as n) as made`.execute(trx),
    );
  }
  await database.withTenant(tenantId, (trx) => sql`analyze calls`.execute(trx));
}
