// A REFER from the peer: what it asks for, and the NOTIFYs that tell how that gets on (RFC 3515, RFC 4488).
import { parseNameAddress, parseReferTo, statusFragment } from "../message/index.ts";
import type { NameAddress, ReferTarget, SipRequest } from "../message/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { FlowKey, SipSource } from "../transport/index.ts";
import type { DialogPeer } from "./dialog-peer.ts";
import type { CallPorts, NotifierDialog } from "./call-ports.ts";
import { Notifier } from "./notifier.ts";
import { readSubscribe } from "./subscription.ts";
import type { IncomingRefer, ReferNotifier } from "./refer-types.ts";
import type { RespondOptions } from "./respond-options.ts";

/** How long the referred call may take to come out: longer than a phone rings. */
const referSeconds = 300;

export class IncomingReferRequest implements IncomingRefer {
  readonly request: SipRequest;
  readonly source: SipSource;
  readonly flow: FlowKey;
  readonly referTo: ReferTarget;
  readonly referredBy: NameAddress | undefined;
  readonly #ports: CallPorts;
  readonly #transaction: ServerTransaction;
  readonly #peer: DialogPeer;
  readonly #key: string;

  /** `key`: where the subscription is found by the SUBSCRIBEs that refresh it. */
  constructor(
    ports: CallPorts,
    transaction: ServerTransaction,
    dialog: { peer: DialogPeer; referTo: ReferTarget; key: string },
  ) {
    this.request = transaction.request;
    this.source = transaction.source;
    this.flow = transaction.flow;
    this.referTo = dialog.referTo;
    this.referredBy = parseNameAddress(transaction.request.header("referred-by") ?? "");
    this.#ports = ports;
    this.#transaction = transaction;
    this.#peer = dialog.peer;
    this.#key = dialog.key;
  }

  accept(): ReferNotifier {
    const wantsNone = this.request.header("refer-sub")?.trim().toLowerCase() === "false";
    const isPending = this.#transaction.isPending;
    const refused = wantsNone ? [["Refer-Sub", "false"] as const] : [];
    this.#transaction.respond(202, { headers: [...this.#peer.contactHeaders(), ...refused] });
    if (wantsNone || !isPending) return silent;
    const event = `refer;id=${this.request.cseq.sequence}`;
    const subscription = new ReferSubscription(this.#ports, this.#peer, { key: this.#key, event });
    subscription.notify(100);
    return subscription;
  }

  reject(status: number, options?: RespondOptions): void {
    if (status < 300 || status > 699) throw new RangeError(`a REFER cannot be rejected with ${status}`);
    this.#transaction.respond(status, options);
  }
}

/** For a peer that wants no NOTIFYs. */
const silent: ReferNotifier = { notify: () => {}, isEnded: true };

class ReferSubscription implements ReferNotifier, NotifierDialog {
  readonly #ports: CallPorts;
  readonly #peer: DialogPeer;
  readonly #notifier: Notifier;

  constructor(ports: CallPorts, peer: DialogPeer, { key, event }: { key: string; event: string }) {
    this.#ports = ports;
    this.#peer = peer;
    this.#notifier = new Notifier({
      clock: ports.clock,
      peer,
      event,
      onEnded: () => {},
      onForgotten: () => void ports.subscriptions.delete(key),
    });
    ports.subscriptions.set(key, this);
    this.#notifier.renew(referSeconds);
  }

  get isEnded(): boolean {
    return !this.#notifier.isActive;
  }

  notify(status: number, reason?: string): void {
    const content = statusFragment(status, reason);
    if (status < 200) this.#notifier.notify(content);
    else this.#notifier.finish("terminated", "reason=noresource", content);
  }

  /** A SUBSCRIBE that refreshes or ends it (RFC 3515 §2.4.4); its CSeq is in order when it is in a call's dialog. */
  receive(transaction: ServerTransaction): void {
    if (transaction.request.method !== "SUBSCRIBE") return transaction.respond(481);
    const asked = readSubscribe(transaction.request, ["refer"], this.#ports.minSubscriptionSeconds);
    if (asked.kind === "refuse") return transaction.respond(asked.status, { headers: asked.headers });
    if (this.isEnded) return transaction.respond(481);
    const granted = Math.min(asked.expiresSeconds, referSeconds);
    transaction.respond(200, { headers: [["Expires", String(granted)], ...this.#peer.contactHeaders()] });
    if (granted === 0) return this.#notifier.finish("unsubscribed", "reason=timeout");
    this.#notifier.renew(granted);
    this.#notifier.repeat();
  }

  lose(flow: FlowKey): void {
    if (this.#peer.isOnlyReachedOver(flow)) this.#notifier.abort("transport");
  }

  discard(): void {
    this.#notifier.abort("transport");
  }
}

/** The target of a REFER; 400 when there is not exactly one readable Refer-To (RFC 3515 §2.4.2). */
export function readRefer(request: SipRequest): ReferTarget | undefined {
  const values = request.list("refer-to");
  return values.length === 1 ? parseReferTo(values[0] as string) : undefined;
}

/** A REFER in a call's dialog: 400 when malformed, 603 when nobody is there to ask. */
export function receiveReferInDialog(
  ports: CallPorts,
  peer: DialogPeer,
  transaction: ServerTransaction,
  onRefer: ((refer: IncomingRefer) => void) | undefined,
): void {
  const referTo = readRefer(transaction.request);
  if (referTo === undefined) return transaction.respond(400, { reason: "Malformed Refer-To" });
  if (onRefer === undefined) return transaction.respond(603);
  const key = referKey(peer.key, transaction.request.cseq.sequence);
  onRefer(new IncomingReferRequest(ports, transaction, { peer, referTo, key }));
}

/** Only the subscription that a REFER made can be refreshed within a call (RFC 6665 §4.5.2). */
export function receiveSubscribeInDialog(
  ports: CallPorts,
  peer: DialogPeer,
  transaction: ServerTransaction,
): void {
  const id = /;\s*id\s*=\s*(\d+)/i.exec(transaction.request.header("event") ?? "")?.[1];
  const subscription = ports.subscriptions.get(referKey(peer.key, Number(id)));
  if (subscription === undefined) transaction.respond(489);
  else subscription.receive(transaction);
}

/** Key of the subscription that a REFER within a call's dialog makes. */
function referKey(dialogId: string, sequence: number): string {
  return `${dialogId} refer ${sequence}`;
}
