// The shape that every table of a tenant has: whose row it is, and that nobody else can reach it.
import { sql } from "kysely";
import type { Kysely } from "kysely";

/** What a table adds to that shape, in SQL. */
export type TenantTable = { name: string; columns: string; indexes?: string[] };

/**
 * Creates a table with `tenant_id`, `id` and `created_at`, keyed by tenant and id, and the policy that
 * shows and takes only rows of the transaction's tenant. Forced: the owner of the table is bound too.
 */
export async function tenantTable(database: Kysely<unknown>, table: TenantTable): Promise<void> {
  const name = sql.table(table.name);
  await sql`
    create table ${name} (
      tenant_id uuid not null references tenants (id) on delete cascade,
      id uuid not null,
      created_at timestamptz not null default now(),
      ${sql.raw(table.columns)},
      primary key (tenant_id, id)
    )`.execute(database);
  for (const columns of table.indexes ?? []) {
    await sql`create index on ${name} ${sql.raw(columns)}`.execute(database);
  }
  await sql`alter table ${name} enable row level security`.execute(database);
  await sql`alter table ${name} force row level security`.execute(database);
  await sql`
    create policy own_rows on ${name}
      using (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`.execute(database);
}
