// Posts an event to a recipient's HTTPS address, signed so that the recipient knows who says it.
import { createHmac } from "node:crypto";
import { lookup } from "node:dns";
import { request } from "node:https";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { failure } from "./attempt.ts";
import type { Attempt } from "./attempt.ts";

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
const refused: Attempt = { delivered: false, outcome: "private address refused", isFinal: true };
const refusedCode = "ADDRESS_REFUSED";

/** Pure: the value of `X-Tandem-Signature`, over the timestamp (seconds), a dot and the body. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

/** `mayReach`: what a name resolves to is asked at the moment of connecting, so that no later answer leads elsewhere. */
export function hookSender(mayReach: (address: string) => boolean): SendHook {
  return ({ url, secret, deliveryId, body, now }) => {
    const { hostname } = new URL(url);
    const literal = hostname.replace(/^\[|\]$/g, "");
    // Node asks `lookup` for names alone.
    if (isIP(literal) > 0 && !mayReach(literal)) return Promise.resolve(refused);
    const timestamp = String(Math.floor(now / 1000));
    const headers = {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
      "User-Agent": "Tandem",
      "X-Tandem-Delivery": deliveryId,
      "X-Tandem-Timestamp": timestamp,
      "X-Tandem-Signature": signatureOf(secret, timestamp, body),
    };
    return new Promise((resolve) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const options = { method: "POST", headers, lookup: guarded(mayReach), signal, agent: false } as const;
      const sent = request(url, options, (response) => {
        const status = response.statusCode ?? 0;
        // What it says besides is of no interest, and may be without end. Redirects are not followed.
        response.destroy();
        resolve({ delivered: status >= 200 && status < 300, outcome: `HTTP ${status}`, isFinal: false });
      });
      sent.on("error", (error: NodeJS.ErrnoException) =>
        resolve(error.code === refusedCode ? refused : failure(signal.aborted ? { code: "timeout" } : error)),
      );
      sent.end(body);
    });
  };
}

function guarded(mayReach: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const open = addresses.filter(({ address }) => mayReach(address));
      const [first] = open;
      if (!first) return callback(Object.assign(new Error("refused"), { code: refusedCode }), []);
      if (options.all) callback(null, open);
      else callback(null, first.address, first.family);
    });
  };
}
