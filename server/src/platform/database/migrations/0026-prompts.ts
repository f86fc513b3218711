// What a tenant's callers hear of their own: prompts that were brought, recorded or spoken, with their sound; and who speaks for the tenant.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  // sound: a WAV file, ready to be played. spoken: the text and the voice, of what an engine spoke.
  await tenantTable(database, {
    name: "prompts",
    columns: `
      name text not null,
      language text not null check (language in ('zh-CN', 'en')),
      source text not null check (source in ('uploaded', 'recorded', 'spoken')),
      spoken jsonb,
      sound bytea not null,
      sha256 text not null,
      duration_ms integer not null,
      changed_at timestamptz not null,
      changed_by uuid,
      unique (tenant_id, name, language),
      foreign key (tenant_id, changed_by) references users (tenant_id, id) on delete set null (changed_by)`,
  });
  await tenantTable(database, {
    name: "speech_settings",
    columns: `
      settings jsonb not null,
      unique (tenant_id)`,
  });
}
