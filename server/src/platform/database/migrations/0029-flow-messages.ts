// What flows write to people and tell servers: by which connectors, what waits to be sent, and what came of it.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await tenantTable(database, {
    name: "message_connectors",
    columns: `
      name text not null,
      settings jsonb not null,
      changed_at timestamptz not null,
      changed_by uuid,
      unique (tenant_id, name),
      foreign key (tenant_id, changed_by) references users (tenant_id, id) on delete set null (changed_by)`,
  });
  // content: what it says, with the names of secrets; null when nobody needs it any more. recipient: as lists show it.
  await tenantTable(database, {
    name: "outgoing_messages",
    columns: `
      key text not null,
      kind text not null check (kind in ('sms', 'e-mail', 'webhook')),
      connector text,
      recipient text not null,
      content jsonb,
      call_id uuid not null,
      flow_id uuid not null,
      node text not null,
      state text not null default 'waiting' check (state in ('waiting', 'sent', 'given-up')),
      attempts int not null default 0,
      outcome text not null default '',
      queued_at timestamptz not null,
      next_at timestamptz not null,
      tried_at timestamptz,
      unique (tenant_id, key),
      check (content is not null or state <> 'waiting')`,
    indexes: ["(tenant_id, next_at) where state = 'waiting'", "(tenant_id, queued_at)"],
  });
}
