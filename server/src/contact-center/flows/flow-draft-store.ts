// What is drawn of a flow and not yet published. Each saving is a revision: who saves says which one they began with.
import { newId } from "@tandem/kernel";
import type { FlowId, TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type FlowDraft = {
  readonly name: string;
  /** 0: nothing was saved; the document is the published one. */
  readonly revision: number;
  readonly document: unknown;
  /** Epoch ms; null: nothing was saved. */
  readonly savedAt: number | null;
  /** Null: nothing was saved, or by nobody who is still there. */
  readonly savedBy: string | null;
};

/** Undefined when there is no such flow. */
export async function loadDraft(
  tenantId: TenantId,
  database: Database,
  flowId: FlowId,
): Promise<FlowDraft | undefined> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("flows")
      .leftJoin("flow_drafts as draft", (join) =>
        join.onRef("draft.tenant_id", "=", "flows.tenant_id").onRef("draft.flow_id", "=", "flows.id"),
      )
      .leftJoin("flow_versions as current", (join) =>
        join
          .onRef("current.tenant_id", "=", "flows.tenant_id")
          .onRef("current.flow_id", "=", "flows.id")
          .onRef("current.version", "=", "flows.published_version"),
      )
      .leftJoin("users", (join) =>
        join.onRef("users.tenant_id", "=", "flows.tenant_id").onRef("users.id", "=", "draft.saved_by"),
      )
      .where("flows.tenant_id", "=", tenantId)
      .where("flows.id", "=", flowId)
      .select([
        "flows.name",
        "draft.revision",
        "draft.document",
        "draft.saved_at",
        "users.display_name",
        "current.document as published",
      ])
      .executeTakeFirst(),
  );
  if (!row) return undefined;
  const { name, saved_at, display_name: savedBy } = row;
  if (row.revision === null || saved_at === null)
    return { name, revision: 0, document: row.published, savedAt: null, savedBy: null };
  return { name, revision: row.revision, document: row.document, savedAt: saved_at.getTime(), savedBy };
}

/** `basedOn`: the revision that was changed into this. Answers the new one. */
export async function saveDraft(
  tenantId: TenantId,
  database: Database,
  {
    flowId,
    basedOn,
    document,
    userId,
    now,
  }: { flowId: FlowId; basedOn: number; document: unknown; userId: UserId; now: number },
): Promise<number | "changed-meanwhile"> {
  const saved = {
    document: JSON.stringify(document),
    revision: basedOn + 1,
    saved_at: new Date(now),
    saved_by: userId,
  };
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("flow_drafts")
      .values({ tenant_id: tenantId, id: newId(), flow_id: flowId, ...saved })
      .onConflict((conflict) =>
        conflict
          .columns(["tenant_id", "flow_id"])
          .doUpdateSet(saved)
          .where("flow_drafts.revision", "=", basedOn),
      )
      .returning("revision")
      .executeTakeFirst(),
  );
  return row?.revision ?? "changed-meanwhile";
}
