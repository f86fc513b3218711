// Trunks as the database keeps them. Passwords leave this file sealed or as what `Trunk` holds in memory.
import { newId } from "@tandem/kernel";
import type { TenantId, TrunkId } from "@tandem/kernel";
import type { Database, TableRow } from "#platform/database";
import type { SecretBox } from "#platform/identity";
import { defaultTrunkSettings } from "./trunk.ts";
import type { StoredPassword, Trunk, TrunkSettings } from "./trunk.ts";

/** What sealed passwords are bound to, so that one cannot take the other's place. */
const purposes = { password: "trunk-password", inboundPassword: "trunk-inbound-password" } as const;

export type TrunkToStore = {
  readonly name: string;
  readonly settings: TrunkSettings;
  /** Undefined: as it was; null: none any more. */
  readonly password: string | null | undefined;
  readonly inboundPassword: string | null | undefined;
};

export async function loadTrunks(tenantId: TenantId, database: Database, box: SecretBox): Promise<Trunk[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("trunks").where("tenant_id", "=", tenantId).selectAll().orderBy("id").execute(),
  );
  return rows.map((row) => trunkOf(row, box));
}

/** Adds a trunk; "name-taken" when the tenant has one of that name. */
export async function insertTrunk(
  tenantId: TenantId,
  database: Database,
  box: SecretBox,
  trunk: TrunkToStore,
): Promise<TrunkId | "name-taken"> {
  const id = newId<TrunkId>();
  const { sealed_password = null, sealed_inbound_password = null } = sealed(tenantId, box, trunk);
  const inserted = await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("trunks")
      .values({ tenant_id: tenantId, id, ...columnsOf(trunk), sealed_password, sealed_inbound_password })
      .onConflict((conflict) => conflict.columns(["tenant_id", "name"]).doNothing())
      .returning("id")
      .executeTakeFirst(),
  );
  return inserted ? id : "name-taken";
}

export async function updateTrunk(
  tenantId: TenantId,
  database: Database,
  box: SecretBox,
  { id, ...trunk }: TrunkToStore & { readonly id: TrunkId },
): Promise<"updated" | "not-found" | "name-taken"> {
  return database.withTenant(tenantId, async (trx) => {
    const taken = await trx
      .selectFrom("trunks")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", trunk.name)
      .where("id", "!=", id)
      .select("id")
      .executeTakeFirst();
    if (taken) return "name-taken";
    const updated = await trx
      .updateTable("trunks")
      .set({ ...columnsOf(trunk), ...sealed(tenantId, box, trunk) })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    return updated ? "updated" : "not-found";
  });
}

/** Removes a trunk that no number is bound to; else the numbers that are. */
export async function deleteTrunk(
  tenantId: TenantId,
  database: Database,
  id: TrunkId,
): Promise<{ readonly deleted: boolean; readonly boundNumbers: readonly string[] }> {
  return database.withTenant(tenantId, async (trx) => {
    const bound = await trx
      .selectFrom("numbers")
      .where("tenant_id", "=", tenantId)
      .where("trunk_id", "=", id)
      .select("number")
      .orderBy("number")
      .execute();
    if (bound.length > 0) return { deleted: false, boundNumbers: bound.map(({ number }) => number) };
    const deleted = await trx
      .deleteFrom("trunks")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    return { deleted: deleted !== undefined, boundNumbers: [] };
  });
}

function columnsOf({ name, settings: { addresses, ...settings } }: TrunkToStore) {
  return { name, addresses: [...addresses], settings: JSON.stringify(settings) };
}

/** Only what changes: undefined leaves a column as it is. */
function sealed(tenantId: TenantId, box: SecretBox, trunk: TrunkToStore) {
  const seal = (name: keyof typeof purposes) => {
    const text = trunk[name];
    return typeof text === "string" ? box.seal(text, tenantId, purposes[name]) : text;
  };
  const [password, inboundPassword] = [seal("password"), seal("inboundPassword")];
  return {
    ...(password === undefined ? {} : { sealed_password: password }),
    ...(inboundPassword === undefined ? {} : { sealed_inbound_password: inboundPassword }),
  };
}

function trunkOf(row: TableRow<"trunks">, box: SecretBox): Trunk {
  const open = (text: string | null, name: keyof typeof purposes): StoredPassword => {
    if (text === null) return { kind: "none" };
    const opened = box.open(text, row.tenant_id, purposes[name]);
    return opened.ok ? { kind: "known", text: opened.value } : { kind: "unreadable" };
  };
  return {
    // What was stored by an older version lacks what came later: that has its default.
    ...defaultTrunkSettings,
    ...(row.settings as Partial<TrunkSettings>),
    addresses: row.addresses,
    id: row.id,
    tenantId: row.tenant_id,
    name: row.name,
    password: open(row.sealed_password, "password"),
    inboundPassword: open(row.sealed_inbound_password, "inboundPassword"),
  };
}
