// What every engine is: a text in, a WAV or MP3 file out.
import type { Result, TenantId } from "@tandem/kernel";
import type { SpeechSettings } from "./speech-settings.ts";

export type SpeechWish = {
  readonly tenantId: TenantId;
  readonly text: string;
  readonly language: "zh-CN" | "en";
  readonly settings: SpeechSettings;
};

/** For people: never a secret, never an address. */
export type EngineError = { readonly kind: "engine-failed"; readonly message: string };

export type SpeechEngine = (wish: SpeechWish) => Promise<Result<Uint8Array, EngineError>>;
