// What every engine that understands speech is: one utterance's sound in, its text out.
import type { Result, TenantId } from "@tandem/kernel";
import type { RecognitionSettings } from "./recognition-settings.ts";

/** Of the sound that recognizers get: linear, 16 bits, little-endian, mono. */
export const heardRateHz = 16_000;

export type RecognitionWish = {
  readonly tenantId: TenantId;
  readonly language: "zh-CN" | "en";
  /** Words that may well be said. */
  readonly expected: readonly string[];
  readonly settings: RecognitionSettings;
};

/** For people: never a secret, never an address. */
export type RecognizerError = { readonly kind: "engine-failed"; readonly message: string };

/** What a caller says at one go. */
export type Utterance = {
  /** Takes sound, in its order. */
  write(samples: Buffer): void;
  /** All was said: what it was, empty when it was not understood. Once, and nothing is written afterwards. */
  finish(): Promise<Result<string, RecognizerError>>;
  /** Nobody waits for it any more; also after `finish`, where it does nothing. */
  cancel(): void;
};

/** Opened before anybody speaks, so that an engine that is away is known at once. */
export type Recognizer = (wish: RecognitionWish) => Promise<Result<Utterance, RecognizerError>>;

export function failed(message: string): Result<never, RecognizerError> {
  return { ok: false, error: { kind: "engine-failed", message } };
}
