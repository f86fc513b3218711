// What the voicemail module publishes.
import type { AgentId, CallId, Fact, QueueId, RecordingId } from "@tandem/kernel";

/** Whose mailbox: a queue's, or a person's. */
export type Mailbox =
  | { readonly queueId: QueueId; readonly agentId: null }
  | { readonly queueId: null; readonly agentId: AgentId };

export type VoicemailFact =
  /** The caller speaks a message; whether anything is in it is known when it was looked at. */
  | Fact<
      "MessageStarted",
      { callId: CallId; recordingId: RecordingId; ani: string; mailboxName: string } & Mailbox
    >
  /** The caller is there still: their message ended by # or by its length, or there was nobody to leave it with. */
  | Fact<"MessageEnded", { callId: CallId }>;

export const keptVoicemailFacts: readonly VoicemailFact["type"][] = ["MessageStarted", "MessageEnded"];
