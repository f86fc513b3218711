// What a transaction may see: one tenant's rows, or the list of tenants. Set in the transaction, never on
// the connection, so that a pooled connection carries nothing over.
import { isUuid } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Schema } from "./schema.ts";

/** From here on the transaction sees and writes this tenant's rows only. */
export async function enterTenant(trx: Transaction<Schema>, tenantId: TenantId): Promise<void> {
  if (!isUuid(tenantId)) throw new TypeError("a tenant id is a UUID");
  await sql`select set_config('app.tenant', ${tenantId}, true)`.execute(trx);
}

/** From here on the transaction sees every row of `tenants`, and nothing of what belongs to them. */
export async function enterPlatform(trx: Transaction<Schema>): Promise<void> {
  await sql`select set_config('app.platform', 'on', true)`.execute(trx);
}
