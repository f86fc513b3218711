// Sends mails through the operator's SMTP server.
import { createTransport } from "nodemailer";
import { failure } from "#platform/deliveries";
import type { Attempt } from "#platform/deliveries";

export type Mail = { readonly to: string; readonly subject: string; readonly text: string };
export type SendMail = (mail: Mail) => Promise<Attempt>;

const timeoutMs = 15_000;

/** `url`: smtp(s)://USER:PASSWORD@HOST:PORT. Without it mails are refused with that outcome. */
export function mailSender(url: string | undefined, from: string | undefined): SendMail {
  if (url === undefined) return () => Promise.resolve(refusal("no mail server is set (TANDEM_SMTP_URL)"));
  if (from === undefined) return () => Promise.resolve(refusal("no sender is set (TANDEM_MAIL_FROM)"));
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return async (mail) => {
    try {
      await transport.sendMail({ from, ...mail });
      return { delivered: true, outcome: "accepted", isFinal: true };
    } catch (error) {
      const { responseCode, code } = error as { responseCode?: number; code?: string };
      if (responseCode === undefined) return failure(error);
      // RFC 5321 §4.2.1: 5yz is permanent.
      return {
        delivered: false,
        outcome: `SMTP ${responseCode} ${code ?? ""}`.trim(),
        isFinal: responseCode >= 500,
      };
    }
  };
}

/** A setting may come with the next start. */
function refusal(outcome: string): Attempt {
  return { delivered: false, outcome, isFinal: false };
}
