// A SUBSCRIBE to us and the dialog it makes: accepted, refreshed, left, lost (RFC 6665 §4.2).
import { dialogFromRequest, dialogKey } from "../dialog/index.ts";
import { parseBoundedInteger, splitOutsideQuotes } from "../message/index.ts";
import type { MessageBody, SipRequest, SipUri } from "../message/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { FlowKey, SipSource } from "../transport/index.ts";
import { DialogPeer, pathOfArrival } from "./dialog-peer.ts";
import type { CallPorts, NotifierDialog } from "./call-ports.ts";
import { Notifier } from "./notifier.ts";
import type { IncomingSubscription, SubscriptionEnd, TerminationReason } from "./subscription-types.ts";
import type { RespondOptions } from "./respond-options.ts";

/** An hour, as the event packages we serve recommend (RFC 3856 §6.4, RFC 4235 §3.4). */
const defaultExpiresSeconds = 3_600;
/** How long an owner who accepted a one-time SUBSCRIBE has for its `notify`. */
const onceSeconds = 32;

export const defaultMinSubscriptionSeconds = 60;

export class SubscriptionDialog implements IncomingSubscription, NotifierDialog {
  readonly id: string;
  readonly request: SipRequest;
  readonly source: SipSource;
  readonly flow: FlowKey;
  readonly event: string;
  readonly resource: SipUri;
  readonly expiresSeconds: number;
  onRefresh: (() => void) | undefined;
  onEnded: ((cause: SubscriptionEnd) => void) | undefined;
  readonly #ports: CallPorts;
  readonly #transaction: ServerTransaction;
  readonly #peer: DialogPeer;
  readonly #notifier: Notifier;
  #isAccepted = false;
  #isOnce = false;
  /** The longest time granted, as `accept` said. */
  #maxSeconds = 0;
  #notified = 0;

  /** `asked` is the answer of `readSubscribe`. */
  constructor(ports: CallPorts, transaction: ServerTransaction, asked: SubscribeRequest) {
    const { request, source, flow, localTag } = transaction;
    this.#ports = ports;
    this.#transaction = transaction;
    this.request = request;
    this.source = source;
    this.flow = flow;
    this.event = asked.event;
    this.resource = request.parsedUri;
    this.expiresSeconds = asked.expiresSeconds;
    this.id = dialogKey(request.callId, localTag, request.fromTag ?? "");
    this.#peer = subscriberPeer(ports, transaction);
    this.#notifier = new Notifier({
      clock: ports.clock,
      peer: this.#peer,
      event: asked.eventValue,
      onEnded: (cause) => this.#tellEnd(cause),
      onForgotten: () => void ports.subscriptions.delete(this.id),
    });
    transaction.onFailure = (reason) => this.#tellEnd(reason);
  }

  get isActive(): boolean {
    return this.#isAccepted && this.#notifier.isActive;
  }

  accept(expiresSeconds: number): void {
    if (!this.#transaction.isPending) return;
    this.#isAccepted = true;
    this.#transaction.onFailure = undefined;
    this.#maxSeconds = expiresSeconds;
    const granted = Math.min(expiresSeconds, this.expiresSeconds);
    this.#isOnce = granted === 0;
    this.#ports.subscriptions.set(this.id, this);
    this.#answer(this.#transaction, granted);
    this.#notifier.renew(this.#isOnce ? onceSeconds : granted);
  }

  reject(status: number, options?: RespondOptions): void {
    if (status < 300 || status > 699) throw new RangeError(`a SUBSCRIBE cannot be rejected with ${status}`);
    this.#transaction.onFailure = undefined;
    this.#transaction.respond(status, options);
  }

  notify(content: MessageBody): void {
    if (!this.isActive) return;
    this.#notified++;
    if (this.#isOnce) this.#notifier.finish("unsubscribed", "reason=timeout", content);
    else this.#notifier.notify(content);
  }

  terminate(reason: TerminationReason, retryAfterSeconds?: number): void {
    if (!this.isActive) return;
    const retry = retryAfterSeconds === undefined ? "" : `;retry-after=${retryAfterSeconds}`;
    this.#notifier.finish("terminated", `reason=${reason}${retry}`);
  }

  receive(transaction: ServerTransaction): void {
    if (!this.#peer.receive(transaction)) return transaction.respond(500);
    if (transaction.request.method !== "SUBSCRIBE") return transaction.respond(481);
    if (!this.#notifier.isActive) return transaction.respond(481);
    const asked = readSubscribe(transaction.request, [this.event], this.#ports.minSubscriptionSeconds);
    if (asked.kind === "refuse") return transaction.respond(asked.status, { headers: asked.headers });
    const granted = Math.min(asked.expiresSeconds, this.#maxSeconds);
    this.#answer(transaction, granted);
    if (granted > 0) this.#notifier.renew(granted);
    this.#isOnce = granted === 0;
    const before = this.#notified;
    this.onRefresh?.();
    if (this.#notified !== before) return;
    if (this.#isOnce) this.#notifier.finish("unsubscribed", "reason=timeout");
    else this.#notifier.repeat();
  }

  lose(flow: FlowKey): void {
    if (this.#peer.isOnlyReachedOver(flow)) this.#notifier.abort("transport");
  }

  discard(): void {
    this.#notifier.abort("transport");
  }

  #answer(transaction: ServerTransaction, expiresSeconds: number): void {
    transaction.respond(200, {
      headers: [["Expires", String(expiresSeconds)], ...this.#peer.contactHeaders()],
    });
  }

  #tellEnd(cause: SubscriptionEnd): void {
    const { onEnded } = this;
    this.onEnded = undefined;
    onEnded?.(cause);
  }
}

export type SubscribeRequest = {
  readonly event: string;
  /** For the Event header of NOTIFYs: the package with its id. */
  readonly eventValue: string;
  readonly expiresSeconds: number;
};

type SubscribeVerdict =
  | ({ readonly kind: "subscribe" } & SubscribeRequest)
  | { readonly kind: "refuse"; readonly status: number; readonly headers: [string, string][] };

/** What a SUBSCRIBE asks for; refused 489 for another event than these, 423 for a time under `minSeconds`. */
export function readSubscribe(
  request: SipRequest,
  packages: readonly string[],
  minSeconds: number,
): SubscribeVerdict {
  const [name = "", ...params] = splitOutsideQuotes(request.header("event") ?? "", ";");
  const event = name.toLowerCase();
  if (!packages.includes(event)) return { kind: "refuse", status: 489, headers: allowEvents(packages) };
  const expires = request.header("expires");
  const expiresSeconds =
    expires === undefined ? defaultExpiresSeconds : parseBoundedInteger(expires, 0xffff_ffff);
  if (expiresSeconds === undefined || request.contact === undefined)
    return { kind: "refuse", status: 400, headers: [] };
  if (expiresSeconds > 0 && expiresSeconds < minSeconds)
    return { kind: "refuse", status: 423, headers: [["Min-Expires", String(minSeconds)]] };
  const id = params.find((param) => /^id\s*=/i.test(param));
  return {
    kind: "subscribe",
    event,
    eventValue: id === undefined ? event : `${event};${id}`,
    expiresSeconds,
  };
}

/** The header that says which packages we serve; none when there are none. */
export function allowEvents(packages: readonly string[]): [string, string][] {
  return packages.length === 0 ? [] : [["Allow-Events", packages.join(", ")]];
}

/** The other end of the dialog that a SUBSCRIBE or REFER outside any other makes. */
export function subscriberPeer(ports: CallPorts, transaction: ServerTransaction): DialogPeer {
  const state = dialogFromRequest(transaction.request, transaction.localTag);
  return new DialogPeer({
    transactions: ports.transactions,
    identity: ports.identity,
    state,
    path: pathOfArrival(transaction, state),
    contactUser: transaction.request.parsedUri.user,
    credentials: undefined,
    onGone: () => {}, // the notifier sees the same answer
  });
}
