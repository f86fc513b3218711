// Which calls were asked how they were served, and what they answered.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // No foreign keys: what callers said stays when a queue or an agent is removed. queue_id, agent_id: by which and by
  // whom the caller was served last; null when by none.
  await tenantTable(database, {
    name: "surveys",
    columns: `
      call_id uuid not null,
      asked_at timestamptz not null,
      queue_id uuid,
      agent_id uuid,
      unique (tenant_id, call_id)`,
    indexes: ["(tenant_id, asked_at)"],
  });
  // score: from 1, the worst, to 5.
  await tenantTable(database, {
    name: "survey_answers",
    columns: `
      call_id uuid not null,
      answered_at timestamptz not null,
      question text not null,
      score integer not null check (score between 1 and 5),
      unique (tenant_id, call_id, question)`,
  });
}
