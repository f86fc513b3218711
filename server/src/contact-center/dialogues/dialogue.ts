// What a dialogue with a caller is: something that plays prompts, takes keys and waits, purely.
import type { CallId, LegId, TenantId } from "@tandem/kernel";
import type { PromptLanguage } from "#telephony/prompts";

export type DialogueInput =
  /** The prompts that were last to be played are over. */
  | { readonly kind: "played" }
  | { readonly kind: "key"; readonly key: string }
  /** The time that was last asked for is over. */
  | { readonly kind: "timeout" };

/** A `play` or a `wait` takes the place of what was played or waited for before. */
export type DialogueEffect<News> =
  | { readonly kind: "play"; readonly prompts: readonly string[]; readonly stopOnKey: boolean }
  /** `over`: prompts that are repeated meanwhile. */
  | { readonly kind: "wait"; readonly seconds: number; readonly over?: readonly string[] }
  | { readonly kind: "tell"; readonly news: News }
  | { readonly kind: "end" };

export type DialogueStep<State, News> = {
  readonly state: State;
  readonly effects: readonly DialogueEffect<News>[];
};

export type Dialogue<State, News> = {
  readonly start: DialogueStep<State, News>;
  readonly step: (state: State, input: DialogueInput) => DialogueStep<State, News>;
};

/** Whom it is with. */
export type DialogueParty = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly legId: LegId;
  readonly language: PromptLanguage;
};
