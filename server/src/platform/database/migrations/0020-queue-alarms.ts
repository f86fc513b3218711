// From where on a queue's figures are a warning or an alarm, what was raised, and who is told and with what outcome.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  const ofQueue = "foreign key (tenant_id, queue_id) references queues (tenant_id, id) on delete cascade";
  await tenantTable(database, {
    name: "queue_thresholds",
    columns: `queue_id uuid not null, settings jsonb not null, unique (tenant_id, queue_id), ${ofQueue}`,
  });
  await tenantTable(database, {
    name: "queue_alarms",
    columns: `
      queue_id uuid not null,
      figure text not null,
      level text not null check (level in ('warning', 'alarm')),
      raised_at timestamptz not null,
      cleared_at timestamptz,
      ${ofQueue}`,
    indexes: ["(tenant_id) where cleared_at is null", "(tenant_id, queue_id)"],
  });
  await tenantTable(database, {
    name: "alarm_recipients",
    columns: `
      kind text not null check (kind in ('mail', 'webhook')),
      address text not null,
      least_level text not null check (least_level in ('warning', 'alarm')),
      sealed_secret text`,
  });
  await tenantTable(database, {
    name: "alarm_deliveries",
    columns: `
      recipient_id uuid not null,
      event jsonb not null,
      state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
      attempts int not null default 0,
      outcome text not null default '',
      next_at timestamptz not null,
      tried_at timestamptz,
      foreign key (tenant_id, recipient_id) references alarm_recipients (tenant_id, id) on delete cascade`,
    indexes: [
      "(tenant_id, next_at) where state = 'waiting'",
      "(tenant_id, created_at)",
      "(tenant_id, recipient_id)",
    ],
  });
}
