// Versions of a flow, which never change, and their publications: when callers got or will get which, and by whom.
import { newId } from "@tandem/kernel";
import type { FlowId, TenantId, UserId } from "@tandem/kernel";
import type { Transaction } from "kysely";
import type { Database, Schema } from "#platform/database";

type Trx = Transaction<Schema>;

/** What is published: the draft as it was at that revision, or a version again. */
export type PublicationSource =
  | { readonly kind: "draft"; readonly revision: number }
  | { readonly kind: "version"; readonly version: number };

/** Times in epoch ms. */
export type FlowPublication = {
  readonly id: string;
  readonly version: number;
  readonly note: string;
  readonly by: string | null;
  readonly dueAt: number;
  /** Null: not yet, or called off. */
  readonly appliedAt: number | null;
  readonly calledOffAt: number | null;
};

export type FlowVersion = {
  readonly version: number;
  readonly createdAt: number;
  readonly by: string | null;
};

export type FlowHistory = {
  readonly versions: readonly FlowVersion[];
  readonly publications: readonly FlowPublication[];
};

export type PublicationWish = {
  readonly flowId: FlowId;
  readonly source: PublicationSource;
  readonly note: string;
  readonly userId: UserId;
  readonly dueAt: number;
  readonly now: number;
};

/** The document of a version; undefined when there is none. */
export async function loadVersion(
  tenantId: TenantId,
  database: Database,
  { flowId, version }: { flowId: FlowId; version: number },
): Promise<unknown> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("flow_versions")
      .where("tenant_id", "=", tenantId)
      .where("flow_id", "=", flowId)
      .where("version", "=", version)
      .select("document")
      .executeTakeFirst(),
  );
  return row?.document;
}

/** Keeps the draft as a version where it is none yet, and gives it to callers when it is due: at once when that is past. */
export async function publishFlow(
  tenantId: TenantId,
  database: Database,
  { flowId, source, note, userId, dueAt, now }: PublicationWish,
): Promise<{ id: string; version: number } | "not-found" | "changed-meanwhile"> {
  return database.withTenant(tenantId, async (trx) => {
    const version = await versionOf(trx, tenantId, { flowId, source, userId });
    if (typeof version !== "number") return version;
    const isDue = dueAt <= now;
    const publication = { tenant_id: tenantId, id: newId(), flow_id: flowId, version, note };
    await trx
      .insertInto("flow_publications")
      .values({
        ...publication,
        published_by: userId,
        due_at: new Date(dueAt),
        applied_at: isDue ? new Date(now) : null,
      })
      .execute();
    if (isDue) await apply(trx, tenantId, { flowId, version });
    return { id: publication.id, version };
  });
}

/** Gives callers what is due of all flows of a tenant; where several are due of one, the last of them stays. */
export async function publishDue(
  tenantId: TenantId,
  database: Database,
  now: number,
): Promise<{ flowId: FlowId; version: number }[]> {
  return database.withTenant(tenantId, async (trx) => {
    const due = await trx
      .updateTable("flow_publications")
      .set({ applied_at: new Date(now) })
      .where("tenant_id", "=", tenantId)
      .where("applied_at", "is", null)
      .where("called_off_at", "is", null)
      .where("due_at", "<=", new Date(now))
      .returning(["flow_id", "version", "due_at"])
      .execute();
    const inOrder = due.toSorted((a, b) => a.due_at.getTime() - b.due_at.getTime());
    const applied = inOrder.map(({ flow_id: flowId, version }) => ({ flowId, version }));
    for (const publication of applied) await apply(trx, tenantId, publication);
    return applied;
  });
}

/** When the next publication is due, in epoch ms; undefined: none is. */
export async function nextDue(tenantId: TenantId, database: Database): Promise<number | undefined> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("flow_publications")
      .where("tenant_id", "=", tenantId)
      .where("applied_at", "is", null)
      .where("called_off_at", "is", null)
      .select("due_at")
      .orderBy("due_at")
      .executeTakeFirst(),
  );
  return row?.due_at.getTime();
}

/** False when it is not there, or callers have got it already. */
export async function callOffPublication(
  tenantId: TenantId,
  database: Database,
  { flowId, id, now }: { flowId: FlowId; id: string; now: number },
): Promise<boolean> {
  const { numUpdatedRows } = await database.withTenant(tenantId, (trx) =>
    trx
      .updateTable("flow_publications")
      .set({ called_off_at: new Date(now) })
      .where("tenant_id", "=", tenantId)
      .where("flow_id", "=", flowId)
      .where("id", "=", id)
      .where("applied_at", "is", null)
      .where("called_off_at", "is", null)
      .executeTakeFirst(),
  );
  return numUpdatedRows > 0n;
}

/** The newest first. */
export async function flowHistory(
  tenantId: TenantId,
  database: Database,
  flowId: FlowId,
): Promise<FlowHistory> {
  return database.withTenant(tenantId, async (trx) => {
    const versions = await trx
      .selectFrom("flow_versions as v")
      .leftJoin("users", (join) =>
        join.onRef("users.tenant_id", "=", "v.tenant_id").onRef("users.id", "=", "v.created_by"),
      )
      .where("v.tenant_id", "=", tenantId)
      .where("v.flow_id", "=", flowId)
      .select(["v.version", "v.created_at", "users.display_name as by"])
      .orderBy("v.version", "desc")
      .execute();
    const publications = await trx
      .selectFrom("flow_publications as p")
      .leftJoin("users", (join) =>
        join.onRef("users.tenant_id", "=", "p.tenant_id").onRef("users.id", "=", "p.published_by"),
      )
      .where("p.tenant_id", "=", tenantId)
      .where("p.flow_id", "=", flowId)
      .select(["p.id", "p.version", "p.note", "p.due_at", "p.applied_at", "p.called_off_at"])
      .select("users.display_name as by")
      .orderBy("p.due_at", "desc")
      .orderBy("p.created_at", "desc")
      .execute();
    return {
      versions: versions.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.getTime() })),
      publications: publications.map(({ due_at, applied_at, called_off_at, ...row }) => ({
        ...row,
        dueAt: due_at.getTime(),
        appliedAt: applied_at?.getTime() ?? null,
        calledOffAt: called_off_at?.getTime() ?? null,
      })),
    };
  });
}

async function versionOf(
  trx: Trx,
  tenantId: TenantId,
  { flowId, source, userId }: Pick<PublicationWish, "flowId" | "source" | "userId">,
): Promise<number | "not-found" | "changed-meanwhile"> {
  // Two who publish at once take one number after the other.
  const flow = await trx
    .selectFrom("flows")
    .where("tenant_id", "=", tenantId)
    .where("id", "=", flowId)
    .select("id")
    .forUpdate()
    .executeTakeFirst();
  if (!flow) return "not-found";
  const ofFlow = trx
    .selectFrom("flow_versions")
    .where("tenant_id", "=", tenantId)
    .where("flow_id", "=", flowId);
  if (source.kind === "version") {
    const row = await ofFlow.where("version", "=", source.version).select("version").executeTakeFirst();
    return row?.version ?? "not-found";
  }
  const draft = await trx
    .selectFrom("flow_drafts")
    .where("tenant_id", "=", tenantId)
    .where("flow_id", "=", flowId)
    .select(["revision", "document"])
    .executeTakeFirst();
  if (draft?.revision !== source.revision) return "changed-meanwhile";
  const document = JSON.stringify(draft.document);
  const latest = await ofFlow
    .select(["version", (eb) => eb("document", "=", eb.val(document)).as("isSame")])
    .orderBy("version", "desc")
    .executeTakeFirst();
  if (latest?.isSame) return latest.version;
  const version = (latest?.version ?? 0) + 1;
  await trx
    .insertInto("flow_versions")
    .values({ tenant_id: tenantId, id: newId(), flow_id: flowId, version, document, created_by: userId })
    .execute();
  return version;
}

async function apply(
  trx: Trx,
  tenantId: TenantId,
  { flowId, version }: { flowId: FlowId; version: number },
): Promise<void> {
  await trx
    .updateTable("flows")
    .set({ published_version: version })
    .where("tenant_id", "=", tenantId)
    .where("id", "=", flowId)
    .execute();
}
