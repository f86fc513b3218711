// Skills: what agents know and how much of it queues ask for; and how a queue chooses among its agents.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    alter table queues
      add column strategy text not null default 'longest-idle'
        check (strategy in ('longest-idle', 'least-calls', 'most-skilled', 'round-robin')),
      add column priority integer not null default 0`.execute(database);
  await tenantTable(database, { name: "skills", columns: "name text not null, unique (tenant_id, name)" });
  // level: from 1, knows a little, to 10, nobody better.
  await tenantTable(database, {
    name: "agent_skills",
    columns: `
      agent_id uuid not null,
      skill_id uuid not null,
      level integer not null check (level between 1 and 10),
      foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade,
      foreign key (tenant_id, skill_id) references skills (tenant_id, id) on delete cascade,
      unique (tenant_id, agent_id, skill_id)`,
  });
  await tenantTable(database, {
    name: "queue_skills",
    columns: `
      queue_id uuid not null,
      skill_id uuid not null,
      minimum integer not null check (minimum between 1 and 10),
      foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade,
      foreign key (tenant_id, skill_id) references skills (tenant_id, id) on delete cascade,
      unique (tenant_id, queue_id, skill_id)`,
  });
}
