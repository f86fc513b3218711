// The tenants table.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import { enterTenant } from "#platform/database";
import type { Database, Locale, Schema } from "#platform/database";

export type Tenant = {
  readonly id: TenantId;
  readonly name: string;
  /** The domain of its SIP addresses; without one it is reached by the node's own address. */
  readonly sipDomain: string | undefined;
  /** IANA name. */
  readonly timeZone: string;
  readonly locale: Locale;
};

type Trx = Transaction<Schema>;

/** Adds a tenant and leaves the transaction inside it, ready for its first rows. */
export async function createTenant(
  trx: Trx,
  tenant: { name: string; sipDomain?: string; timeZone?: string; locale?: Locale },
): Promise<TenantId> {
  const id = newId<TenantId>();
  await enterTenant(trx, id);
  await trx
    .insertInto("tenants")
    .values({
      id,
      name: tenant.name,
      ...(tenant.sipDomain && { sip_domain: tenant.sipDomain.toLowerCase() }),
      ...(tenant.timeZone && { time_zone: tenant.timeZone }),
      ...(tenant.locale && { locale: tenant.locale }),
    })
    .execute();
  return id;
}

export async function findTenant(database: Database, id: TenantId): Promise<Tenant | undefined> {
  return database.withTenant(id, async (trx) => {
    const row = await tenants(trx).where("id", "=", id).executeTakeFirst();
    return row && tenantOf(row);
  });
}

/** Domain names know no case (RFC 4343); they are stored in lower case. */
export async function findTenantBySipDomain(database: Database, domain: string): Promise<Tenant | undefined> {
  return database.withPlatform(async (trx) => {
    const row = await tenants(trx).where("sip_domain", "=", domain.toLowerCase()).executeTakeFirst();
    return row && tenantOf(row);
  });
}

/** Every tenant, the oldest first. */
export async function listTenants(database: Database): Promise<Tenant[]> {
  return database.withPlatform(async (trx) => (await tenants(trx).orderBy("id").execute()).map(tenantOf));
}

const tenants = (trx: Trx) =>
  trx.selectFrom("tenants").select(["id", "name", "sip_domain", "time_zone", "locale"]);

type TenantColumns = Awaited<ReturnType<ReturnType<typeof tenants>["executeTakeFirstOrThrow"]>>;

function tenantOf(row: TenantColumns): Tenant {
  return {
    id: row.id,
    name: row.name,
    sipDomain: row.sip_domain ?? undefined,
    timeZone: row.time_zone,
    locale: row.locale,
  };
}
