// Who understands what a tenant's callers say, as the database keeps it.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type RecognitionSettings =
  | { readonly kind: "none" }
  /** Models in the operator's folder, by name. */
  | { readonly kind: "local"; readonly models: Readonly<Record<"zh-CN" | "en", string>> }
  /** Any server that understands as OpenAI's `POST /v1/audio/transcriptions` does. */
  | {
      readonly kind: "http";
      readonly url: string;
      readonly model: string;
      /** Name of the secret that is the value of `Authorization`; null: none is sent. */
      readonly secret: string | null;
    }
  /** A server of the protocol in docs/operations/speech-recognition.md. */
  | { readonly kind: "websocket"; readonly url: string; readonly secret: string | null };

export const defaultRecognition: RecognitionSettings = { kind: "none" };

export async function loadRecognition(tenantId: TenantId, database: Database): Promise<RecognitionSettings> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx
      .selectFrom("recognition_settings")
      .where("tenant_id", "=", tenantId)
      .select("settings")
      .executeTakeFirst(),
  );
  return row ? (row.settings as RecognitionSettings) : defaultRecognition;
}

export async function storeRecognition(
  tenantId: TenantId,
  database: Database,
  value: RecognitionSettings,
): Promise<void> {
  const settings = JSON.stringify(value);
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("recognition_settings")
      .values({ tenant_id: tenantId, id: newId(), settings })
      .onConflict((conflict) => conflict.column("tenant_id").doUpdateSet({ settings }))
      .execute(),
  );
}
