// Calls of colleagues whom nobody answered: they are answered for the mailbox, and end when the message does.
import type { AgentId, CallId, FactSource, TenantId } from "@tandem/kernel";
import type { CallFact, Calls } from "#telephony/calls";
import type { PromptLanguage } from "#telephony/prompts";
import type { VoicemailFact } from "./voicemail-facts.ts";
import type { Voicemails } from "./voicemail-service.ts";
import type { VoicemailForm } from "./voicemail.ts";

export type UnansweredCallsOptions = {
  readonly calls: Pick<Calls, "answer" | "hangUp" | "numbersOf">;
  readonly voicemails: Pick<Voicemails, "take">;
  readonly below: FactSource<CallFact | VoicemailFact>;
  readonly languageOf: (tenantId: TenantId) => PromptLanguage;
};

type Unanswered = { readonly tenantId: TenantId; readonly agentId: AgentId };

/** What a flow's node says when it says nothing else. */
const form: VoicemailForm = {
  greeting: ["voicemail-greeting"],
  maxSeconds: 120,
  thanks: ["voicemail-thanks"],
};

export class UnansweredCalls {
  readonly #options: UnansweredCallsOptions;
  readonly #byCall = new Map<CallId, Unanswered>();

  constructor(options: UnansweredCallsOptions) {
    this.#options = options;
    const { below, calls } = options;
    below.on("CallAnswered", ({ callId, legId }) => {
      const unanswered = this.#byCall.get(callId);
      if (!unanswered) return;
      const { tenantId, agentId } = unanswered;
      const party = { tenantId, callId, legId, language: options.languageOf(tenantId) };
      const ani = calls.numbersOf(callId)?.ani ?? "";
      options.voicemails.take({ party, ani, mailbox: { queueId: null, agentId }, form });
    });
    below.on("MessageEnded", ({ callId }) => {
      if (this.#byCall.has(callId)) calls.hangUp(callId, { cause: "completed", by: "system" });
    });
    below.on("CallEnded", ({ callId }) => this.#byCall.delete(callId));
  }

  /** Takes a message for this person of a call that rang in vain. */
  take(callId: CallId, unanswered: Unanswered): void {
    this.#byCall.set(callId, unanswered);
    this.#options.calls.answer(callId);
  }
}
