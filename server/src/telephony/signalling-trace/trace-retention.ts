// Lets kept signalling go: what is older than its time, and the oldest of what is more than its room.
import type { Millis, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import { countTraceBytes, deleteOldest } from "./trace-store.ts";

export type Retention = {
  readonly keepMs: number;
  /** Room for the signalling of all tenants together. */
  readonly totalBytes: number;
};

/** A delete of this many blocks takes some tens of milliseconds. */
const blocksAtOnce = 500;
/** Towards a limit of bytes in smaller steps, so that little more than needed goes. */
const blocksTowardsLimit = 10;

/** Deletes in short transactions, one after the other; answers how many blocks went. */
export async function deleteExpired(
  tenantIds: readonly TenantId[],
  { keepMs, totalBytes }: Retention,
  now: Millis,
  database: Database,
): Promise<number> {
  let deleted = 0;
  const kept = new Map<TenantId, number>();
  for (const tenantId of tenantIds) {
    deleted += await deleteUntil(tenantId, now - keepMs, Infinity, database);
    kept.set(tenantId, await countTraceBytes(tenantId, database));
  }
  const sum = [...kept.values()].reduce((total, bytes) => total + bytes, 0);
  if (sum <= totalBytes) return deleted;
  for (const [tenantId, bytes] of kept) {
    // Each gives way in proportion to what it has.
    const excess = Math.ceil((bytes * (sum - totalBytes)) / sum);
    if (excess > 0) deleted += await deleteUntil(tenantId, now, excess, database);
  }
  return deleted;
}

/** Deletes blocks from before a moment, the oldest first, until that many bytes are gone. */
async function deleteUntil(
  tenantId: TenantId,
  before: Millis,
  bytes: number,
  database: Database,
): Promise<number> {
  const limit = bytes === Infinity ? blocksAtOnce : blocksTowardsLimit;
  let blocks = 0;
  for (let gone = 0; gone < bytes;) {
    const deleted = await deleteOldest(tenantId, { before, limit }, database);
    if (deleted.blocks === 0) break;
    blocks += deleted.blocks;
    gone += deleted.bytes;
  }
  return blocks;
}
