// What strangers tried with a tenant's names and numbers, and what the tenant may dial.
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  for (const table of tables) await tenantTable(database, table);
}

const tables = [
  {
    name: "security_facts",
    // kind, subject: as telephony/abuse writes them; count: how often within some seconds.
    columns: `
      at timestamptz not null,
      kind text not null,
      source text not null,
      subject text not null,
      count integer not null check (count > 0)`,
    indexes: ["(tenant_id, at desc)"],
  },
  {
    name: "dialling_limits",
    // settings: what telephony/abuse reads; one row, or none while the limits are the usual ones.
    columns: `
      settings jsonb not null,
      unique (tenant_id)`,
  },
];
