// Tenants' own prompts, as the database keeps them.
import { newId } from "@tandem/kernel";
import type { TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type PromptLanguage = "zh-CN" | "en";

/** What an engine was asked to say. */
export type SpokenText = { readonly text: string; readonly voice: string; readonly engine: string };

export type OwnPrompt = {
  readonly name: string;
  readonly language: PromptLanguage;
  readonly source: "uploaded" | "recorded" | "spoken";
  /** Null: nobody knows what is said in it. */
  readonly spoken: SpokenText | null;
  /** Of its sound. */
  readonly sha256: string;
  readonly durationMs: number;
  readonly changedAt: number;
  readonly changedBy: string | null;
};

export async function loadPrompts(tenantId: TenantId, database: Database): Promise<OwnPrompt[]> {
  const rows = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("prompts")
      .leftJoin("users", (join) =>
        join.onRef("users.tenant_id", "=", "prompts.tenant_id").onRef("users.id", "=", "prompts.changed_by"),
      )
      .where("prompts.tenant_id", "=", tenantId)
      .select(["prompts.name", "language", "source", "spoken", "sha256", "duration_ms", "changed_at"])
      .select("users.display_name as changed_by")
      .orderBy("prompts.name")
      .execute(),
  );
  return rows.map(({ duration_ms, changed_at, changed_by, spoken, ...row }) => ({
    ...row,
    spoken: spoken as SpokenText | null,
    durationMs: duration_ms,
    changedAt: changed_at.getTime(),
    changedBy: changed_by,
  }));
}

export async function loadSound(
  tenantId: TenantId,
  database: Database,
  sha256: string,
): Promise<Buffer | undefined> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("prompts")
      .where("tenant_id", "=", tenantId)
      .where("sha256", "=", sha256)
      .select("sound")
      .limit(1)
      .executeTakeFirst(),
  );
  return row?.sound;
}

export type NewPrompt = Omit<OwnPrompt, "changedBy"> & {
  readonly sound: Uint8Array;
  readonly by: UserId;
};

/** In the place of what was there in that language. */
export async function storePrompt(tenantId: TenantId, database: Database, prompt: NewPrompt): Promise<void> {
  const { name, language, source, spoken, sha256, durationMs, changedAt, sound, by } = prompt;
  const changed = {
    source,
    spoken: spoken && JSON.stringify(spoken),
    sound: Buffer.from(sound.buffer, sound.byteOffset, sound.byteLength),
    sha256,
    duration_ms: durationMs,
    changed_at: new Date(changedAt),
    changed_by: by,
  };
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("prompts")
      .values({ tenant_id: tenantId, id: newId(), name, language, ...changed })
      .onConflict((conflict) => conflict.columns(["tenant_id", "name", "language"]).doUpdateSet(changed))
      .execute(),
  );
}

/** False when it is not there. */
export async function deletePrompt(
  tenantId: TenantId,
  database: Database,
  { name, language }: Pick<OwnPrompt, "name" | "language">,
): Promise<boolean> {
  const { numDeletedRows } = await database.withTenant(tenantId, (trx) =>
    trx
      .deleteFrom("prompts")
      .where("tenant_id", "=", tenantId)
      .where("name", "=", name)
      .where("language", "=", language)
      .executeTakeFirst(),
  );
  return numDeletedRows > 0n;
}
