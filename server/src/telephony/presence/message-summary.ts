// The message lamp: application/simple-message-summary (RFC 3842 §5). Pure.
import type { MessageBody } from "@tandem/sip";

export type MessageCounts = { readonly newMessages: number; readonly oldMessages: number };

/** `account` is the SIP URI of the mailbox. */
export function messageSummary(account: string, { newMessages, oldMessages }: MessageCounts): MessageBody {
  const lines = [
    `Messages-Waiting: ${newMessages > 0 ? "yes" : "no"}`,
    `Message-Account: ${account}`,
    // In parentheses the urgent ones: nobody can mark a message as urgent here.
    `Voice-Message: ${newMessages}/${oldMessages} (0/0)`,
  ];
  return { contentType: "application/simple-message-summary", text: `${lines.join("\r\n")}\r\n` };
}
