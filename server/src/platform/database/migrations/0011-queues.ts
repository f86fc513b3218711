// Calendars of opening hours; what else a queue settles about its callers: where it overflows to, how many phones it rings, whom it
// keeps for whom, what it announces; numbers that go first, and numbers that are let into no queue.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // hours: { week: spans of seven days, Monday first; exceptions: days that are otherwise }.
  await tenantTable(database, {
    name: "calendars",
    columns: "name text not null, hours jsonb not null, unique (tenant_id, name)",
  });
  // overflow: rules, the first that is met counts; rings: minimums that fall with the wait.
  await sql`
    alter table queues
      add column calendar_id uuid,
      add foreign key (tenant_id, calendar_id) references calendars (tenant_id, id),
      add column overflow jsonb not null default '[]',
      add column rings jsonb not null default '[]',
      add column ring_at_once integer not null default 1 check (ring_at_once between 1 and 20),
      add column priority_step_seconds integer not null default 60 check (priority_step_seconds > 0),
      add column goal_percent integer not null default 80 check (goal_percent between 1 and 100),
      add column last_agent_seconds integer not null default 0 check (last_agent_seconds >= 0),
      add column last_agent_hours integer not null default 24 check (last_agent_hours between 1 and 720),
      add column announces text not null default 'thanks'
        check (announces in ('thanks', 'position', 'wait', 'position-and-wait'))`.execute(database);
  await tenantTable(database, {
    name: "queue_exclusions",
    columns: `
      queue_id uuid not null,
      agent_id uuid not null,
      foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade,
      foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
      unique (tenant_id, queue_id, agent_id)`,
  });
  // priority: of an important number; null: the number is blocked.
  await tenantTable(database, {
    name: "listed_numbers",
    columns: `
      number text not null,
      priority integer check (priority between 1 and 100),
      note text not null default '',
      unique (tenant_id, number)`,
  });
}
