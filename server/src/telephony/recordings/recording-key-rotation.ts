// Rotation of a tenant's key: data keys are wrapped anew, the sound stays as it is, and a key that nothing uses is
// destroyed.
import type { Clock, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { TenantKeys } from "#platform/tenant-keys";
import { listOtherwiseWrapped, listUsedKeys, storeWrappedKeys } from "./recording-key-store.ts";
import type { KeyedRecording } from "./recording-key-store.ts";

export type Rotation = {
  readonly keyId: string;
  /** Recordings whose data key the new key wraps now. */
  readonly rewrapped: number;
  /** Recordings whose data key cannot be unwrapped: they stay as they are. */
  readonly unreadable: number;
  /** Former keys that are destroyed. */
  readonly retired: number;
};

/** Recordings of one transaction. */
const batchSize = 500;
/** No call lasts longer, and no record waits longer for the database: until then a recording may come with a former key. */
const graceMs = 8 * 86_400_000;
const beforeAll = "00000000-0000-0000-0000-000000000000";

export type KeyRotationOptions = {
  readonly database: Database;
  readonly keys: TenantKeys;
  readonly clock: Pick<Clock, "now">;
};

/** A new key for what is recorded from now on, and for all that was recorded. */
export async function rotateKey(tenantId: TenantId, options: KeyRotationOptions): Promise<Rotation> {
  const keyId = await options.keys.rotate(tenantId);
  const counts = await rewrapAll(tenantId, keyId, options);
  const retired = await retireUnusedKeys(tenantId, options);
  return { keyId, ...counts, retired };
}

/** Destroys former keys that no recording uses, some days after they were replaced; answers how many. */
export async function retireUnusedKeys(
  tenantId: TenantId,
  { database, keys, clock }: KeyRotationOptions,
): Promise<number> {
  const candidates = keys.replacedBefore(tenantId, clock.now() - graceMs);
  const used = await listUsedKeys(tenantId, candidates, database);
  const unused = candidates.filter((keyId) => !used.has(keyId));
  for (const keyId of unused) await keys.retire(tenantId, keyId);
  return unused.length;
}

async function rewrapAll(
  tenantId: TenantId,
  keyId: string,
  { database, keys }: KeyRotationOptions,
): Promise<Pick<Rotation, "rewrapped" | "unreadable">> {
  const counts = { rewrapped: 0, unreadable: 0 };
  for (let after = beforeAll; ;) {
    const batch = await listOtherwiseWrapped(tenantId, { keyId, after, limit: batchSize }, database);
    const last = batch.at(-1);
    if (last === undefined) return counts;
    after = last.id;
    const wrapped = batch.flatMap(({ id, key }): KeyedRecording[] => {
      const dataKey = keys.unwrap(tenantId, key);
      const again = dataKey.ok ? keys.wrap(tenantId, dataKey.value) : dataKey;
      return again.ok ? [{ id, key: again.value }] : [];
    });
    await storeWrappedKeys(tenantId, wrapped, database);
    counts.rewrapped += wrapped.length;
    counts.unreadable += batch.length - wrapped.length;
  }
}
