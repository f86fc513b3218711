// Who speaks for a tenant, and how; as the database keeps it.
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";

export type SpeechSettings = {
  readonly engine:
    | { readonly kind: "none" }
    /** eSpeak NG, which comes with the system. */
    | { readonly kind: "embedded" }
    /** Models in the operator's folder, by name; of their voices, which. */
    | {
        readonly kind: "local";
        readonly models: Readonly<Record<"zh-CN" | "en", string>>;
        readonly voices: Readonly<Record<"zh-CN" | "en", number>>;
      }
    /** Any server that speaks as OpenAI's `POST /v1/audio/speech` does. */
    | {
        readonly kind: "http";
        readonly url: string;
        readonly model: string;
        readonly voices: Readonly<Record<"zh-CN" | "en", string>>;
        /** Name of the secret that is the value of `Authorization`; null: none is sent. */
        readonly secret: string | null;
      };
  /** 1 is the voice's own. */
  readonly speed: number;
};

export const defaultSpeech: SpeechSettings = { engine: { kind: "embedded" }, speed: 1 };

export async function loadSpeech(tenantId: TenantId, database: Database): Promise<SpeechSettings> {
  const row = await database.withTenant(tenantId, (trx) =>
    trx.selectFrom("speech_settings").where("tenant_id", "=", tenantId).select("settings").executeTakeFirst(),
  );
  return row ? (row.settings as SpeechSettings) : defaultSpeech;
}

export async function storeSpeech(
  tenantId: TenantId,
  database: Database,
  value: SpeechSettings,
): Promise<void> {
  const settings = JSON.stringify(value);
  await database.withTenant(tenantId, (trx) =>
    trx
      .insertInto("speech_settings")
      .values({ tenant_id: tenantId, id: newId(), settings })
      .onConflict((conflict) => conflict.column("tenant_id").doUpdateSet({ settings }))
      .execute(),
  );
}
