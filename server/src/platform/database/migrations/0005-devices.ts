// Devices of agents: what rings for them, in which order, and how a desk phone fetches its settings.
import { sql } from "kysely";
import type { Kysely } from "kysely";
import { tenantTable } from "./tenant-table.ts";

export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    alter table agents
      add column ring_strategy text not null default 'together'
        check (ring_strategy in ('together', 'in-turn'))`.execute(database);
  // username, sip_ha1_*: of phones that register with a secret of their own; a browser has short-lived ones.
  // provisioning_*_hash: SHA-256 of random secrets that are shown once; the SIP secret follows from the first.
  // provisioning_open_until: until then the next fetch may come from any address; later only from provisioned_from.
  await tenantTable(database, {
    name: "devices",
    columns: `
      agent_id uuid not null,
      kind text not null check (kind in ('browser', 'desk-phone', 'mobile')),
      name text not null,
      enabled boolean not null default true,
      position integer not null,
      ring_seconds integer not null default 15 check (ring_seconds > 0),
      username text,
      sip_ha1_md5 text,
      sip_ha1_sha256 text,
      mobile_number text,
      make text check (make in ('yealink', 'grandstream')),
      mac text check (mac ~ '^[0-9a-f]{12}$'),
      provisioning_secret_hash bytea,
      provisioning_password_hash bytea,
      provisioning_open_until timestamptz,
      provisioned_from text,
      last_fetched_at timestamptz,
      last_fetched_by text,
      unique (tenant_id, username),
      unique (tenant_id, mac),
      check ((kind = 'desk-phone') = (username is not null and sip_ha1_md5 is not null and sip_ha1_sha256 is not null)),
      check ((kind = 'mobile') = (mobile_number is not null)),
      check ((make is null) = (mac is null)),
      check ((make is null) = (provisioning_secret_hash is null)),
      foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade`,
    indexes: ["(tenant_id, agent_id, position)"],
  });
  await sql`
    create unique index devices_one_browser on devices (tenant_id, agent_id) where kind = 'browser'`.execute(
    database,
  );
}
