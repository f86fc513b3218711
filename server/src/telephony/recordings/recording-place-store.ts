// Which recordings wait on this node's disk for the store, which are to be deleted, and what became of them.
import type { CallId, RecordingId, TenantId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database } from "#platform/database";

export type PlacedRecording = {
  readonly id: RecordingId;
  readonly path: string;
  readonly storedIn: "local" | "s3";
};
export type DueUpload = PlacedRecording & { readonly bytes: number; readonly attempts: number };
export type WaitingUploads = { readonly count: number; readonly bytes: number; readonly oldest: Date | null };

/** Plain files of earlier versions stay where they are: what leaves the node is sealed. */
export async function listDueUploads(
  tenantId: TenantId,
  input: { now: Date; after: string; limit: number },
  database: Database,
): Promise<DueUpload[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recordings")
      .where("tenant_id", "=", tenantId)
      .where("stored_in", "=", "local")
      .where("state", "=", "stored")
      .where("wrapped_key", "is not", null)
      .where("id", ">", input.after as RecordingId)
      .where((each) => each.or([each("next_upload_at", "is", null), each("next_upload_at", "<=", input.now)]))
      .select(["id", "path", "stored_in", "bytes", "upload_attempts"])
      .orderBy("id")
      .limit(input.limit)
      .execute(),
  );
  return rows.map(({ id, path, stored_in: storedIn, bytes, upload_attempts: attempts }) => {
    return { id, path, storedIn, bytes, attempts };
  });
}

export async function waitingUploads(tenantId: TenantId, database: Database): Promise<WaitingUploads> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recordings")
      .where("tenant_id", "=", tenantId)
      .where("stored_in", "=", "local")
      .where("state", "=", "stored")
      .where("wrapped_key", "is not", null)
      .select(({ fn }) => [
        fn.countAll<string>().as("count"),
        fn.sum<string | null>("bytes").as("bytes"),
        fn.min("created_at").as("oldest"),
      ])
      .executeTakeFirstOrThrow(),
  );
  return { count: Number(row.count), bytes: Number(row.bytes ?? 0), oldest: row.oldest };
}

/** False when it was deleted meanwhile: then its copy in the store is to go as well. */
export async function markUploaded(
  tenantId: TenantId,
  id: RecordingId,
  database: Database,
): Promise<boolean> {
  const done = await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("recordings")
      .set({ stored_in: "s3", upload_error: null, next_upload_at: null })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .where("state", "=", "stored")
      .executeTakeFirst(),
  );
  return done.numUpdatedRows > 0n;
}

export async function markUploadFailed(
  tenantId: TenantId,
  { id, next, message }: { id: RecordingId; next: Date; message: string },
  database: Database,
): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("recordings")
      .set(({ eb }) => ({
        upload_attempts: eb("upload_attempts", "+", 1),
        next_upload_at: next,
        upload_error: message.slice(0, 500),
      }))
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .execute(),
  );
}

/** The oldest first. */
export async function listOlderThan(
  tenantId: TenantId,
  { before, limit }: { before: Date; limit: number },
  database: Database,
): Promise<RecordingId[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recordings")
      .where("tenant_id", "=", tenantId)
      .where("state", "=", "stored")
      .where("legal_hold", "=", false)
      .where("started_at", "<", before)
      .select("id")
      .orderBy("started_at")
      .limit(limit)
      .execute(),
  );
  return rows.map(({ id }) => id);
}

export type DeletedRecording = PlacedRecording & { readonly callId: CallId };

/** Takes its keys away, from its row and from its facts, so that nothing here opens it. Undefined: it may not go. */
export async function markDeleted(
  tenantId: TenantId,
  { id, at }: { id: RecordingId; at: Date },
  database: Database,
): Promise<DeletedRecording | undefined> {
  return database.withTenant(tenantId, async (trx) => {
    const row = await trx
      .updateTable("recordings")
      .set({ state: "deleted", deleted_at: at, key_id: null, wrapped_key: null })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .where("state", "<>", "deleted")
      .where("legal_hold", "=", false)
      .returning(["call_id", "path", "stored_in"])
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await trx
      .updateTable("call_facts")
      .set({ data: sql`data - 'wrappedKey'` })
      .where("tenant_id", "=", tenantId)
      .where("call_id", "=", row.call_id)
      .where("type", "=", "RecordingStored")
      .where(sql<boolean>`data->>'recordingId' = ${id}`)
      .execute();
    return { id, callId: row.call_id, path: row.path, storedIn: row.stored_in };
  });
}

/** Deleted ones whose file is there still: the store was away, or the node was stopped. */
export async function listFilesLeft(tenantId: TenantId, database: Database): Promise<PlacedRecording[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recordings")
      .where("tenant_id", "=", tenantId)
      .where("state", "=", "deleted")
      .where("file_gone", "=", false)
      .select(["id", "path", "stored_in"])
      .limit(1000)
      .execute(),
  );
  return rows.map(({ id, path, stored_in: storedIn }) => ({ id, path, storedIn }));
}

export async function markFileGone(tenantId: TenantId, id: RecordingId, database: Database): Promise<void> {
  await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("recordings")
      .set({ file_gone: true })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .execute(),
  );
}

/** The call of the recording; undefined when there is none, or nothing changed. */
export async function markHeld(
  tenantId: TenantId,
  { id, held }: { id: RecordingId; held: boolean },
  database: Database,
): Promise<CallId | undefined> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("recordings")
      .set({ legal_hold: held })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .where("state", "<>", "deleted")
      .where("legal_hold", "=", !held)
      .returning("call_id")
      .executeTakeFirst(),
  );
  return row?.call_id;
}
