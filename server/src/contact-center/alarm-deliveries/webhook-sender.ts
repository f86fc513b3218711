// Posts an event to a recipient's HTTPS address, signed so that the recipient knows who says it.
import { createHmac } from "node:crypto";
import type { SendRequest } from "#platform/web-requests";
import type { Attempt } from "#platform/deliveries";

export type Hook = {
  readonly url: string;
  readonly secret: string;
  /** The same in every try of one delivery. */
  readonly deliveryId: string;
  readonly body: string;
  readonly now: number;
};
export type SendHook = (hook: Hook) => Promise<Attempt>;

const timeoutMs = 10_000;

/** Pure: the value of `X-Tandem-Signature`, over the timestamp (seconds), a dot and the body. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

export function hookSender(send: SendRequest): SendHook {
  return async ({ url, secret, deliveryId, body, now }) => {
    const timestamp = String(Math.floor(now / 1000));
    const headers = {
      "Content-Type": "application/json",
      "X-Tandem-Delivery": deliveryId,
      "X-Tandem-Timestamp": timestamp,
      "X-Tandem-Signature": signatureOf(secret, timestamp, body),
    };
    const sent = await send({
      method: "POST",
      url,
      headers,
      body,
      timeoutMs,
      mostBytes: 0,
      mostRedirects: 0,
    });
    if (!sent.ok)
      return { delivered: false, outcome: sent.error.code, isFinal: sent.error.kind === "address-refused" };
    const { status } = sent.value;
    return { delivered: status >= 200 && status < 300, outcome: `HTTP ${status}`, isFinal: false };
  };
}
