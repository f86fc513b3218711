// The flows of callers whom an agent sends straight into a queue, and whom a queue sends to its mailbox.
import type { FlowDocument } from "@tandem/flows";
import type { QueueId } from "@tandem/kernel";

export function queueFlow(queueId: QueueId, language: FlowDocument["language"]): FlowDocument {
  return {
    schema: 1,
    language,
    answer: "at-start",
    start: "queue",
    nodes: {
      queue: { type: "queue", queueId, next: "goodbye", unavailable: "sorry" },
      goodbye: { type: "hang-up", prompts: ["goodbye"] },
      sorry: { type: "hang-up", prompts: ["system-error"] },
    },
  };
}

/** The usual greeting, a message for the queue's mailbox, and the end. */
export function mailboxFlow(queueId: QueueId, language: FlowDocument["language"]): FlowDocument {
  const said = { greeting: ["voicemail-greeting"], maxSeconds: 120, thanks: ["voicemail-thanks"] };
  return {
    schema: 1,
    language,
    answer: "at-start",
    start: "message",
    nodes: {
      message: { type: "voicemail", queueId, ...said, next: "end" },
      end: { type: "hang-up", prompts: [] },
    },
  };
}
