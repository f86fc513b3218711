// Lets callers leave messages: leads the dialogue, and has them recorded alone.
import { makeFact } from "@tandem/kernel";
import type { Clock, FactContent, FactPublisher } from "@tandem/kernel";
import type { DialogueParty, Dialogues } from "#contact-center/dialogues";
import type { Recordings } from "#telephony/recordings";
import type { Mailbox, VoicemailFact } from "./voicemail-facts.ts";
import { voicemail } from "./voicemail.ts";
import type { VoicemailForm } from "./voicemail.ts";

export type VoicemailsOptions = {
  readonly clock: Clock;
  readonly dialogues: Pick<Dialogues, "run">;
  readonly recordings: Pick<Recordings, "recordMessage" | "endMessage" | "isMessage">;
  readonly facts: FactPublisher<VoicemailFact>;
  /** Of the queue or person whose mailbox it is; undefined when there is no such one. */
  readonly nameOf: (party: Pick<DialogueParty, "tenantId">, mailbox: Mailbox) => string | undefined;
};

export type MessageRequest = {
  readonly party: DialogueParty;
  readonly ani: string;
  readonly mailbox: Mailbox;
  readonly form: VoicemailForm;
};

export class Voicemails {
  readonly #options: VoicemailsOptions;

  constructor(options: VoicemailsOptions) {
    this.#options = options;
  }

  /** Takes a message of a caller; `MessageEnded` tells when they are there still afterwards. */
  take({ party, ani, mailbox, form }: MessageRequest): void {
    const { dialogues, recordings, nameOf } = this.#options;
    const { tenantId, callId, legId } = party;
    const about = { tenantId, callId };
    const end = () => this.#publish({ type: "MessageEnded", ...about });
    const mailboxName = nameOf(party, mailbox);
    if (mailboxName === undefined) return end();
    dialogues.run(party, voicemail(form, recordings.isMessage(callId)), {
      onNews: (news) => {
        if (news === "stop") return recordings.endMessage(callId);
        const recordingId = recordings.recordMessage({ tenantId, callId, legId });
        this.#publish({ type: "MessageStarted", ...about, recordingId, ani, mailboxName, ...mailbox });
      },
      onEnd: end,
    });
  }

  #publish(content: FactContent<VoicemailFact>): void {
    this.#options.facts.publish(makeFact<VoicemailFact>(this.#options.clock, content));
  }
}
