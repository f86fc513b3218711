// The first tables: a tenant with its people, queues, numbers and flows, and the records of its calls.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table tenants (
      id uuid primary key,
      name text not null,
      sip_domain text unique,
      time_zone text not null default 'Asia/Shanghai',
      locale text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
      created_at timestamptz not null default now()
    )`.execute(database);
  await sql`alter table tenants enable row level security`.execute(database);
  await sql`alter table tenants force row level security`.execute(database);
  // A tenant sees its own row; the platform sees them all (to list them, and to find one by SIP domain).
  await sql`
    create policy own_row on tenants using (
      id = nullif(current_setting('app.tenant', true), '')::uuid
      or current_setting('app.platform', true) = 'on'
    )`.execute(database);
  for (const table of [...people, ...contactCenter, ...callRecords]) await tenantTable(database, table);
}

const people = [
  {
    name: "users",
    columns: `
      name text not null,
      display_name text not null,
      role text not null check (role in ('agent', 'supervisor', 'admin')),
      password_hash text not null,
      locale text check (locale in ('zh-CN', 'en')),
      disabled_at timestamptz,
      unique (tenant_id, name)`,
  },
  {
    name: "sign_in_links",
    columns: `
      token_hash bytea not null,
      user_id uuid not null,
      target text not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      unique (tenant_id, token_hash),
      foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade`,
  },
  {
    name: "sign_ins",
    columns: `
      token_hash bytea not null,
      user_id uuid not null,
      expires_at timestamptz not null,
      last_seen_at timestamptz not null,
      unique (tenant_id, token_hash),
      foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade`,
    indexes: ["(tenant_id, user_id)"],
  },
  {
    name: "agents",
    columns: `
      user_id uuid not null,
      extension text not null,
      sip_ha1_md5 text not null,
      sip_ha1_sha256 text not null,
      wrap_up_seconds integer not null default 30 check (wrap_up_seconds >= 0),
      unique (tenant_id, extension),
      unique (tenant_id, user_id),
      foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade`,
  },
];

const contactCenter = [
  {
    name: "queues",
    columns: `
      name text not null,
      music text not null default 'music-on-hold',
      announcement_seconds integer not null default 20 check (announcement_seconds >= 0),
      offer_timeout_seconds integer not null default 20 check (offer_timeout_seconds > 0),
      service_level_seconds integer not null default 20 check (service_level_seconds > 0),
      wrap_up_seconds integer check (wrap_up_seconds >= 0),
      unique (tenant_id, name)`,
  },
  {
    name: "queue_agents",
    columns: `
      queue_id uuid not null,
      agent_id uuid not null,
      unique (tenant_id, queue_id, agent_id),
      foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade,
      foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade`,
    indexes: ["(tenant_id, agent_id)"],
  },
  {
    name: "trunks",
    columns: `
      name text not null,
      addresses text[] not null,
      unique (tenant_id, name)`,
  },
  {
    name: "flows",
    columns: `
      name text not null,
      published_version integer,
      unique (tenant_id, name)`,
  },
  {
    name: "flow_versions",
    columns: `
      flow_id uuid not null,
      version integer not null check (version > 0),
      document jsonb not null,
      created_by uuid,
      note text not null default '',
      unique (tenant_id, flow_id, version),
      foreign key (tenant_id, flow_id) references flows (tenant_id, id) on delete cascade,
      foreign key (tenant_id, created_by) references users (tenant_id, id) on delete set null (created_by)`,
  },
  {
    name: "numbers",
    columns: `
      number text not null,
      trunk_id uuid,
      flow_id uuid not null,
      unique (tenant_id, number),
      foreign key (tenant_id, trunk_id) references trunks (tenant_id, id),
      foreign key (tenant_id, flow_id) references flows (tenant_id, id)`,
  },
  {
    name: "dispositions",
    columns: `
      code text not null,
      label_zh text not null,
      label_en text not null,
      position integer not null,
      archived_at timestamptz,
      unique (tenant_id, code)`,
  },
];

// Records keep the names of what they point at and no foreign keys to it: what happened stays true when
// a queue or an agent is deleted, and a fact that arrives before its call is not turned away.
const callRecords = [
  {
    name: "calls",
    columns: `
      direction text not null check (direction in ('inbound', 'outbound', 'internal')),
      ani text not null,
      dnis text not null,
      started_at timestamptz not null,
      answered_at timestamptz,
      ended_at timestamptz not null,
      end_cause text not null,
      ended_by text not null,
      queue_id uuid,
      queue_name text,
      agent_id uuid,
      agent_name text,
      wait_ms integer not null,
      talk_ms integer not null,
      hold_ms integer not null,
      wrap_up_ms integer,
      disposition_code text,
      note text,
      summary jsonb not null default '{}'`,
    indexes: ["(tenant_id, started_at desc)", "(tenant_id, ani, started_at desc)"],
  },
  {
    name: "call_legs",
    columns: `
      call_id uuid not null,
      kind text not null check (kind in ('caller', 'agent')),
      agent_id uuid,
      address text not null,
      started_at timestamptz not null,
      answered_at timestamptz,
      ended_at timestamptz not null,
      end_cause text not null,
      codec text,
      packets_received bigint not null,
      packets_sent bigint not null,
      packets_lost bigint not null,
      jitter_ms double precision`,
    indexes: ["(tenant_id, call_id)"],
  },
  {
    name: "call_facts",
    columns: `
      call_id uuid,
      type text not null,
      version integer not null,
      at timestamptz not null,
      data jsonb not null`,
    indexes: ["(tenant_id, call_id, at)", "(tenant_id, at)"],
  },
  {
    name: "recordings",
    columns: `
      call_id uuid not null,
      path text not null,
      started_at timestamptz not null,
      duration_ms bigint not null,
      bytes bigint not null,
      state text not null check (state in ('stored', 'missing'))`,
    indexes: ["(tenant_id, call_id)"],
  },
];
