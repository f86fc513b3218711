// One dialog made by an INVITE: the handle telephony holds, and the requests the peer sends in it.
import { ok, err } from "@tandem/kernel";
import type { FlowKey } from "../transport/index.ts";
import type { Clock, Result } from "@tandem/kernel";
import { confirmByResponse, withPhase } from "../dialog/index.ts";
import type { DialogState } from "../dialog/index.ts";
import type { HeaderList, MessageBody, SipRequest, SipResponse } from "../message/index.ts";
import type { ServerTransaction, TransactionLayer } from "../transaction/index.ts";
import { DialogPeer } from "./dialog-peer.ts";
import type { PeerPath } from "./dialog-peer.ts";
import { acceptedBody, allowedMethods } from "./local-identity.ts";
import type { LocalIdentity } from "./local-identity.ts";
import { Renegotiation } from "./renegotiation.ts";
import type { AcceptError, Credentials, Dialog, DialogEnd, SendError } from "./types.ts";

/** What every call of one user agent needs. */
export type CallPorts = {
  clock: Clock;
  random: () => number;
  transactions: TransactionLayer;
  identity: LocalIdentity;
  /** Dialogs by their key; a dialog enters and leaves by itself. */
  dialogs: Map<string, InviteDialog>;
};

export type InviteDialogOptions = {
  state: DialogState;
  path: PeerPath;
  contactUser: string | undefined;
  credentials?: Credentials | undefined;
  /** The INVITE to be answered, when the peer sent it. */
  firstInvite?: ServerTransaction;
};

export type AcceptResult = Result<{ answer: string | undefined }, AcceptError>;

export class InviteDialog implements Dialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly remoteUri: string;
  readonly id: string;
  onOffer: Dialog["onOffer"];
  onAnswer: Dialog["onAnswer"];
  onInfo: Dialog["onInfo"];
  readonly #ports: CallPorts;
  readonly #peer: DialogPeer;
  readonly #renegotiation: Renegotiation;
  readonly #firstInvite: ServerTransaction | undefined;
  #settleAccept: ((result: AcceptResult) => void) | undefined;
  #bye: Promise<void> | undefined;
  #onEnded: Dialog["onEnded"];
  /** How the call ended while nobody listened yet. */
  #unheardEnd: DialogEnd | undefined;

  constructor(ports: CallPorts, options: InviteDialogOptions) {
    const { state, path, contactUser, credentials, firstInvite } = options;
    const { transactions, identity } = ports;
    this.#ports = ports;
    this.#firstInvite = firstInvite;
    const onGone = (cause: DialogEnd) => this.#end(cause);
    this.#peer = new DialogPeer({ transactions, identity, state, path, contactUser, credentials, onGone });
    this.#renegotiation = new Renegotiation(
      {
        clock: ports.clock,
        random: ports.random,
        peer: this.#peer,
        askOffer: (offer) => this.onOffer?.(offer),
        onAcknowledged: (invite, ack) => this.#onAcknowledged(invite, ack),
        onUnacknowledged: () => this.#onUnacknowledged(),
      },
      firstInvite,
    );
    ({
      callId: this.callId,
      localTag: this.localTag,
      remoteTag: this.remoteTag,
      remoteUri: this.remoteUri,
    } = state);
    this.id = this.#peer.key;
    ports.dialogs.set(this.id, this);
  }

  get flow(): FlowKey | undefined {
    return this.#peer.flow;
  }

  get onEnded(): Dialog["onEnded"] {
    return this.#onEnded;
  }

  /** A call may end before its owner had a turn to listen: the owner is told as soon as it does. */
  set onEnded(handler: Dialog["onEnded"]) {
    this.#onEnded = handler;
    const cause = this.#unheardEnd;
    if (handler === undefined || cause === undefined) return;
    this.#unheardEnd = undefined;
    queueMicrotask(() => handler(cause));
  }

  get isEnded(): boolean {
    return this.#peer.state.phase === "terminated";
  }

  /** Contact and capabilities for provisional responses to the first INVITE. */
  contactHeaders(): HeaderList {
    return this.#peer.contactHeaders();
  }

  /** UAS: answers the first INVITE with 200; resolves with its ACK. */
  accept(answer: string): Promise<AcceptResult> {
    this.#peer.setState(withPhase(this.#peer.state, "confirmed"));
    return new Promise((settle) => {
      this.#settleAccept = settle;
      this.#renegotiation.respond(200, { body: answer });
    });
  }

  /** UAC: the 2xx to our INVITE came; sends the ACK and returns what repeats it. */
  confirm(invite: SipRequest, success: SipResponse): () => void {
    this.#peer.setState(confirmByResponse(this.#peer.state, invite, success));
    return this.#peer.acknowledge(invite, success);
  }

  /** The INVITE failed, was cancelled, or the user agent closes: the dialog goes without a word. */
  discard(): void {
    this.#finish();
    this.#ports.dialogs.delete(this.id);
  }

  bye(options: { reason?: string } = {}): Promise<void> {
    if (this.#bye === undefined) this.#bye = this.isEnded ? Promise.resolve() : this.#sendBye(options.reason);
    return this.#bye;
  }

  #sendBye(reason: string | undefined): Promise<void> {
    this.#finish();
    const headers: HeaderList = reason === undefined ? [] : [["Reason", reason]];
    return new Promise((resolve) => {
      const done = () => {
        this.#ports.dialogs.delete(this.id);
        resolve();
      };
      const onResponse = (response: SipResponse) => void (response.status >= 200 && done());
      this.#peer.send("BYE", { headers }, { onResponse, onFailure: done });
    });
  }

  reinvite(offer: string): ReturnType<Dialog["reinvite"]> {
    return this.#renegotiation.offer(offer);
  }

  request(
    method: string,
    options: { headers?: HeaderList; body?: MessageBody },
  ): Promise<Result<SipResponse, SendError>> {
    return new Promise((resolve) => {
      if (this.isEnded) return resolve(err({ kind: "unreachable" }));
      this.#peer.send(method, options, {
        onResponse: (response) => void (response.status >= 200 && resolve(ok(response))),
        onFailure: (reason) => resolve(err({ kind: reason === "timeout" ? "timeout" : "unreachable" })),
      });
    });
  }

  /** A request whose tags and Call-ID are this dialog's. */
  receive(transaction: ServerTransaction): void {
    if (!this.#peer.receive(transaction)) return transaction.respond(500);
    const { method } = transaction.request;
    if (method === "BYE") return this.#receiveBye(transaction);
    if (this.isEnded) return transaction.respond(481);
    switch (method) {
      case "INVITE":
        return this.#renegotiation.receive(transaction);
      case "UPDATE":
        if (transaction.request.sdp !== undefined) return this.#renegotiation.receive(transaction);
        return transaction.respond(200, { headers: this.contactHeaders() }); // only a target refresh
      case "INFO":
        return this.#receiveInfo(transaction);
      case "OPTIONS":
        return transaction.respond(200, { headers: [...this.contactHeaders(), ["Accept", acceptedBody]] });
      default:
        return transaction.respond(405, { headers: [["Allow", allowedMethods]] });
    }
  }

  receiveAck(ack: SipRequest): void {
    this.#renegotiation.receiveAck(ack);
  }

  #receiveBye(transaction: ServerTransaction): void {
    transaction.respond(200);
    this.#end({ by: "remote", reason: transaction.request.header("reason") });
  }

  #receiveInfo(transaction: ServerTransaction): void {
    const { request } = transaction;
    transaction.respond(200);
    if (request.body.length > 0)
      this.onInfo?.({ contentType: request.contentType ?? "", text: request.text });
  }

  #onAcknowledged(invite: SipRequest, ack: SipRequest): void {
    // The answer to an offer of ours; an ACK after their offer has none.
    const answer = invite.sdp === undefined ? ack.sdp : undefined;
    if (invite === this.#firstInvite?.request) this.#settleFirst(ok({ answer }));
    else if (answer !== undefined) this.onAnswer?.(answer);
  }

  #onUnacknowledged(): void {
    const isFirst = this.#settleAccept !== undefined;
    this.#settleFirst(err({ kind: "unacknowledged" }));
    void this.bye({ reason: 'SIP;cause=408;text="No ACK"' });
    if (!isFirst) this.#tellEnd({ by: "timeout", reason: undefined });
  }

  #settleFirst(result: AcceptResult): void {
    this.#settleAccept?.(result);
    this.#settleAccept = undefined;
  }

  /** The call ended, but not by us. */
  #end(cause: DialogEnd): void {
    if (this.isEnded) return;
    this.discard();
    this.#tellEnd(cause);
  }

  #tellEnd(cause: DialogEnd): void {
    if (this.#onEnded === undefined) this.#unheardEnd = cause;
    else this.#onEnded(cause);
  }

  #finish(): void {
    this.#peer.terminate();
    this.#renegotiation.end();
    this.#settleFirst(err({ kind: "cancelled" }));
  }
}
