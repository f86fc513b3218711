// Callers who asked to be called back, and what queues settle about that.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // callback: see contact-center/queues/queue-settings.ts; what is left out is as usual.
  await sql`alter table queues add column callback jsonb not null default '{}'`.execute(database);
  // same_number: the number in one form, by which several requests are one. queued_at: the place in line. attempts: calls
  // of ours, with what became of each. No foreign keys: it outlives its queue and its calls.
  await tenantTable(database, {
    name: "callbacks",
    columns: `
      queue_id uuid not null,
      number text not null,
      same_number text not null,
      dnis text not null,
      language text not null check (language in ('zh-CN', 'en')),
      request_call_id uuid not null,
      requested_at timestamptz not null,
      queued_at timestamptz not null,
      expires_at timestamptz not null,
      next_at timestamptz not null,
      state text not null
        check (state in ('waiting', 'calling', 'reached', 'failed', 'expired', 'cancelled')),
      attempts jsonb not null,
      ended_at timestamptz,
      ended_by text`,
    indexes: [
      "(tenant_id, state, ended_at desc)",
      "(tenant_id, requested_at)",
      "(tenant_id, request_call_id)",
    ],
  });
}
