// Which keys the recordings of a tenant are sealed with.
import type { RecordingId, TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database } from "#platform/database";
import type { WrappedKey } from "#platform/tenant-keys";

export type KeyedRecording = { readonly id: RecordingId; readonly key: WrappedKey };

/** Recordings after that one, in the order of their ids, whose data key is wrapped by another key than this. */
export async function listOtherwiseWrapped(
  tenantId: TenantId,
  input: { keyId: string; after: string; limit: number },
  database: Database,
): Promise<KeyedRecording[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recordings")
      .where("tenant_id", "=", tenantId)
      .where("key_id", "<>", input.keyId)
      .where("id", ">", input.after as RecordingId)
      .select(["id", "key_id", "wrapped_key"])
      .orderBy("id")
      .limit(input.limit)
      .execute(),
  );
  return rows.flatMap(({ id, key_id, wrapped_key }) =>
    key_id === null || wrapped_key === null
      ? []
      : [{ id, key: { keyId: key_id, wrappedKey: Buffer.from(wrapped_key, "base64") } }],
  );
}

/** All of them or none. */
export async function storeWrappedKeys(
  tenantId: TenantId,
  recordings: readonly KeyedRecording[],
  database: Database,
): Promise<void> {
  await database.withTenant(tenantId, async (trx) => {
    for (const { id, key } of recordings) {
      await trx
        .updateTable("recordings")
        .set({ key_id: key.keyId, wrapped_key: key.wrappedKey.toString("base64") })
        .where("tenant_id", "=", tenantId)
        .where("id", "=", id)
        .execute();
    }
  });
}

/** Those of the keys that some recording is sealed with. */
export async function listUsedKeys(
  tenantId: TenantId,
  keyIds: readonly string[],
  database: Database,
): Promise<Set<string>> {
  if (keyIds.length === 0) return new Set();
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recordings")
      .where("tenant_id", "=", tenantId)
      .where("key_id", "=", sql<string>`any(${keyIds}::uuid[])`)
      .select("key_id")
      .distinct()
      .execute(),
  );
  return new Set(rows.flatMap(({ key_id }) => key_id ?? []));
}
