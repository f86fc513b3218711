// What reports are counted from: one row for each stay of a contact in a queue, and for each state of an agent.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // id: of the fact that began the segment. No foreign keys: history outlives queues and people.
  // flowed_to: where a contact that flowed out went, such as "queue:ID". customer: the caller's number, or empty.
  // topic: the disposition filed last.
  await tenantTable(database, {
    name: "queue_segments",
    columns: `
      call_id uuid not null,
      queue_id uuid not null,
      queue_name text not null,
      offered_at timestamptz not null,
      is_return boolean not null,
      outcome text not null check (outcome in ('waiting', 'answered', 'abandoned', 'flowed-out')),
      decided_at timestamptz,
      wait_ms bigint not null,
      flowed_to text,
      agent_id uuid,
      agent_name text,
      talk_ms bigint not null,
      hold_ms bigint not null,
      wrap_up_ms bigint not null,
      served_at timestamptz,
      customer text not null,
      topic text`,
    indexes: [
      "(tenant_id, offered_at)",
      "(tenant_id, decided_at)",
      // Whether the same customer came again.
      "(tenant_id, customer, offered_at) where customer <> ''",
    ],
  });
  // id: of the fact that began it. ended_at: null while it lasts.
  await tenantTable(database, {
    name: "agent_intervals",
    columns: `
      agent_id uuid not null,
      presence text not null check (presence in ('available', 'away', 'offline')),
      reason text,
      work_state text not null check (work_state in ('idle', 'offered', 'talking', 'on-hold', 'wrap-up')),
      call_id uuid,
      queue_id uuid,
      started_at timestamptz not null,
      ended_at timestamptz`,
    indexes: ["(tenant_id, started_at)", "(tenant_id, agent_id, started_at)"],
  });
}
