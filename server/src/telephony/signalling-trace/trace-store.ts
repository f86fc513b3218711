// SQL of kept signalling: blocks of some calls each. A block's id begins with the time it was written (UUIDv7), a
// call's with the time the call began: so the primary key alone finds a call, which is in a block after its
// beginning, and is the order in which blocks grow old.
import { newId } from "@tandem/kernel";
import type { Branded, CallId, Millis, TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database } from "#platform/database";
import { blockFormat } from "./trace-block.ts";

export type TraceBlock = {
  readonly tenantId: TenantId;
  readonly callIds: readonly CallId[];
  readonly bytes: Buffer;
};

export async function insertBlock(
  { tenantId, callIds, bytes }: TraceBlock,
  now: Millis,
  database: Database,
): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("signalling_traces")
      .values({
        tenant_id: tenantId,
        id: newId<Branded<"TraceBlockId">>(now),
        call_ids: [...callIds],
        byte_count: bytes.length,
        format: blockFormat,
        messages: bytes,
      })
      .execute(),
  );
}

/** The bytes of the block that holds a call. */
export async function findBlock(
  tenantId: TenantId,
  callId: CallId,
  database: Database,
): Promise<Buffer | undefined> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("signalling_traces")
      .select("messages")
      .where("tenant_id", "=", tenantId)
      .where("id", ">=", firstIdOfSameTime(callId))
      .where("format", "=", blockFormat)
      .where(sql<boolean>`${callId}::uuid = any (call_ids)`)
      .orderBy("id")
      .limit(1)
      .executeTakeFirst(),
  );
  return row?.messages;
}

/** Bytes of all kept signalling of a tenant. */
export async function countTraceBytes(tenantId: TenantId, database: Database): Promise<number> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("signalling_traces")
      .select(sql<string>`coalesce(sum(byte_count), 0)`.as("bytes"))
      .where("tenant_id", "=", tenantId)
      .executeTakeFirst(),
  );
  return Number(row?.bytes ?? 0);
}

/**
 * Deletes the oldest `limit` blocks that were written before a moment; answers how many there were and their
 * bytes. A short transaction each: nothing waits behind it.
 */
export async function deleteOldest(
  tenantId: TenantId,
  { before, limit }: { readonly before: Millis; readonly limit: number },
  database: Database,
): Promise<{ blocks: number; bytes: number }> {
  const deleted = await database.withTenant(tenantId, (trx) =>
    trx
      .deleteFrom("signalling_traces")
      .where("tenant_id", "=", tenantId)
      .where("id", "in", (blocks) =>
        blocks
          .selectFrom("signalling_traces")
          .select("id")
          .where("tenant_id", "=", tenantId)
          .where("id", "<", firstIdAt(before))
          .orderBy("id")
          .limit(limit),
      )
      .returning("byte_count")
      .execute(),
  );
  return { blocks: deleted.length, bytes: deleted.reduce((sum, { byte_count }) => sum + byte_count, 0) };
}

/** The smallest UUIDv7 of a moment (RFC 9562 §5.7): its first 48 bits are the time. */
function firstIdAt(at: Millis): string {
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

function firstIdOfSameTime(id: string): string {
  return `${id.slice(0, 13)}-7000-8000-000000000000`;
}
