// Sums of days that are over, and what the list of calls is searched by.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

const tallies = [
  "offered",
  "answered",
  "abandoned",
  "flowed_out",
  "callbacks",
  "short_abandoned",
  "answered_in_time",
  "abandoned_in_time",
  "answered_wait_ms",
  "abandoned_wait_ms",
  "longest_wait_ms",
  "handled",
  "talk_ms",
  "hold_ms",
  "wrap_up_ms",
  "returned",
  "identified",
  "repeated",
];
const times = ["offered_ms", "talking_ms", "on_hold_ms", "wrap_up_ms", "idle_ms", "away_ms"];
const sums = (names: readonly string[], type: "bigint" | "integer") =>
  names.map((name) => `${name} ${type} not null`).join(", ");

export async function up(database: Kysely<unknown>): Promise<void> {
  // Sums are read of these days alone. basis: the targets they were counted by.
  await tenantTable(database, {
    name: "counted_days",
    columns: "starts_at timestamptz not null, ends_at timestamptz not null, basis text not null",
    indexes: ["(tenant_id, starts_at)", "(tenant_id, ends_at)"],
  });
  // Of a queue by the hour, of an agent by the day; group_id null: nobody answered.
  await tenantTable(database, {
    name: "counted_tallies",
    columns: `
      starts_at timestamptz not null,
      grouped_by text not null check (grouped_by in ('queue', 'agent')),
      rule text not null check (rule in ('enqueue', 'answer')),
      group_id uuid,
      ${sums(tallies, "bigint")}`,
    indexes: ["(tenant_id, grouped_by, rule, starts_at)", "(tenant_id, starts_at)"],
  });
  await tenantTable(database, {
    name: "counted_times",
    columns: `starts_at timestamptz not null, agent_id uuid not null, ${sums(times, "integer")}`,
    indexes: ["(tenant_id, starts_at)"],
  });
  // In the order of the list, so that a page is read and nothing else.
  for (const column of ["agent_id", "queue_id", "end_cause"])
    await sql`create index on calls (tenant_id, ${sql.ref(column)}, started_at desc, id desc)`.execute(
      database,
    );
}
