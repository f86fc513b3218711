// The flows that a tenant has, published or not, as the database keeps them.
import { newId } from "@tandem/kernel";
import type { FlowId, TenantId, UserId } from "@tandem/kernel";
import { sql } from "kysely";
import type { Database } from "#platform/database";

export type FlowListing = {
  readonly id: FlowId;
  readonly name: string;
  /** Null: callers never got it. */
  readonly published: { readonly version: number; readonly at: number; readonly by: string | null } | null;
  /** What is drawn is another than what callers get. */
  readonly draftDiffers: boolean;
  /** The publication that is due next; null: none is. */
  readonly scheduled: { readonly version: number; readonly dueAt: number } | null;
};

/** By name. Times in epoch ms. */
export async function listFlows(tenantId: TenantId, database: Database): Promise<FlowListing[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("flows")
      .leftJoin("flow_versions as current", (join) =>
        join
          .onRef("current.tenant_id", "=", "flows.tenant_id")
          .onRef("current.flow_id", "=", "flows.id")
          .onRef("current.version", "=", "flows.published_version"),
      )
      .leftJoin("flow_drafts as draft", (join) =>
        join.onRef("draft.tenant_id", "=", "flows.tenant_id").onRef("draft.flow_id", "=", "flows.id"),
      )
      .leftJoinLateral(
        (eb) =>
          eb
            .selectFrom("flow_publications as p")
            .whereRef("p.tenant_id", "=", "flows.tenant_id")
            .whereRef("p.flow_id", "=", "flows.id")
            .where("p.applied_at", "is not", null)
            .select(["p.applied_at", "p.published_by"])
            .orderBy("p.applied_at", "desc")
            .orderBy("p.due_at", "desc")
            .limit(1)
            .as("last"),
        (join) => join.onTrue(),
      )
      .leftJoinLateral(
        (eb) =>
          eb
            .selectFrom("flow_publications as p")
            .whereRef("p.tenant_id", "=", "flows.tenant_id")
            .whereRef("p.flow_id", "=", "flows.id")
            .where("p.applied_at", "is", null)
            .where("p.called_off_at", "is", null)
            .select(["p.version", "p.due_at"])
            .orderBy("p.due_at")
            .limit(1)
            .as("next"),
        (join) => join.onTrue(),
      )
      .leftJoin("users", (join) =>
        join
          .onRef("users.tenant_id", "=", "flows.tenant_id")
          .on((eb) => eb("users.id", "=", eb.fn.coalesce("last.published_by", "current.created_by"))),
      )
      .where("flows.tenant_id", "=", tenantId)
      .select([
        "flows.id",
        "flows.name",
        "current.version",
        "current.created_at",
        "last.applied_at",
        "users.display_name",
        "next.version as next_version",
        "next.due_at",
        sql<boolean>`draft.document is not null and draft.document is distinct from current.document`.as(
          "draft_differs",
        ),
      ])
      .orderBy("flows.name")
      .execute(),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    // The first flow of a tenant was there before anybody published anything.
    published:
      row.version === null || row.created_at === null
        ? null
        : { version: row.version, at: (row.applied_at ?? row.created_at).getTime(), by: row.display_name },
    draftDiffers: row.draft_differs,
    scheduled:
      row.next_version === null || row.due_at === null
        ? null
        : { version: row.next_version, dueAt: row.due_at.getTime() },
  }));
}

/** A flow that is drawn and not yet published. */
export async function createFlow(
  tenantId: TenantId,
  database: Database,
  { name, document, userId, now }: { name: string; document: unknown; userId: UserId; now: number },
): Promise<FlowId | "name-taken"> {
  return database.withTenant(tenantId, async (trx) => {
    const own = { tenant_id: tenantId, id: newId<FlowId>() };
    const { numInsertedOrUpdatedRows: inserted = 0n } = await trx
      .insertInto("flows")
      .values({ ...own, name })
      .onConflict((conflict) => conflict.columns(["tenant_id", "name"]).doNothing())
      .executeTakeFirst();
    if (inserted === 0n) return "name-taken";
    const draft = { tenant_id: tenantId, id: newId(), flow_id: own.id, document: JSON.stringify(document) };
    await trx
      .insertInto("flow_drafts")
      .values({ ...draft, revision: 1, saved_at: new Date(now), saved_by: userId })
      .execute();
    return own.id;
  });
}

export async function renameFlow(
  tenantId: TenantId,
  database: Database,
  { id, name }: { id: FlowId; name: string },
): Promise<"done" | "not-found" | "name-taken"> {
  return database.withTenant(tenantId, async (trx) => {
    const taken = await trx
      .selectFrom("flows")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .where("id", "!=", id)
      .select("id")
      .executeTakeFirst();
    if (taken) return "name-taken";
    const { numUpdatedRows } = await trx
      .updateTable("flows")
      .set({ name })
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .executeTakeFirst();
    return numUpdatedRows > 0n ? "done" : "not-found";
  });
}

/** Removes it with all its versions; its name, undefined when it is not there. Who asks has seen to what still leads to it. */
export async function deleteFlow(
  tenantId: TenantId,
  database: Database,
  id: FlowId,
): Promise<string | undefined> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .deleteFrom("flows")
      .where("tenant_id", "=", tenantId)
      .where("id", "=", id)
      .returning("name")
      .executeTakeFirst(),
  );
  return row?.name;
}
