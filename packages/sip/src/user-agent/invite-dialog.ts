// One dialog made by an INVITE: the handle telephony holds, and the requests the peer sends in it.
import { ok, err } from "@tandem/kernel";
import type { FlowKey } from "../transport/index.ts";
import type { Result } from "@tandem/kernel";
import { confirmByResponse } from "../dialog/index.ts";
import type { HeaderList, MessageBody, SipRequest, SipResponse } from "../message/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { CallDialog, CallPorts } from "./call-ports.ts";
import { DialogLeave } from "./dialog-leave.ts";
import { DialogPeer } from "./dialog-peer.ts";
import { snapshotOf } from "./dialog-snapshot.ts";
import type { DialogSnapshot } from "./dialog-snapshot-types.ts";
import { EndNotice } from "./end-notice.ts";
import { receiveInCall } from "./in-dialog-requests.ts";
import type { InDialogPorts } from "./in-dialog-requests.ts";
import type { InviteDialogOptions } from "./invite-dialog-options.ts";
import { acceptedBody } from "./local-identity.ts";
import { OutgoingRefers } from "./outgoing-refers.ts";
import { refreshCall } from "./refresh-call.ts";
import type { ReferOptions, ReferResult } from "./refer-types.ts";
import { Renegotiation } from "./renegotiation.ts";
import type { ReinviteResult } from "./renegotiation.ts";
import { SessionTimer } from "./session-timer.ts";
import type { AcceptError, Dialog, DialogEnd, SendError } from "./types.ts";

type AcceptResult = Result<{ answer: string | undefined }, AcceptError>;

export class InviteDialog implements CallDialog {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
  readonly remoteUri: string;
  readonly id: string;
  onOffer: Dialog["onOffer"];
  onAnswer: Dialog["onAnswer"];
  onInfo: Dialog["onInfo"];
  onRefer: Dialog["onRefer"];
  onChanged: Dialog["onChanged"];
  /** While the peer's INVITE rings: its PRACKs, and the end of the dialog. */
  onPrack: ((prack: ServerTransaction) => void) | undefined;
  onEarlyEnd: ((cause: DialogEnd) => void) | undefined;
  readonly #peer: DialogPeer;
  readonly #timer: SessionTimer;
  readonly #renegotiation: Renegotiation;
  readonly #refers: OutgoingRefers;
  readonly #leave: DialogLeave;
  readonly #notice = new EndNotice();
  readonly #requests: InDialogPorts;
  readonly #firstInvite: ServerTransaction | undefined;
  #settleAccept: ((result: AcceptResult) => void) | undefined;
  #bye: Promise<void> | undefined;

  constructor(ports: CallPorts, options: InviteDialogOptions) {
    const { state, path, contactUser, credentials, firstInvite, opening, restored } = options;
    const { transactions, identity, clock, random } = ports;
    this.#firstInvite = firstInvite;
    const onGone = (cause: DialogEnd) => this.#onGone(cause);
    const onChanged = () => this.onChanged?.();
    const allowsUpdate = restored?.peer.allowsUpdate === true;
    const known = { state, path, contactUser, credentials, allowsUpdate };
    this.#peer = new DialogPeer({ transactions, identity, ...known, onGone, onChanged });
    if (opening !== undefined) this.#peer.learn(opening);
    this.#timer = new SessionTimer({
      clock,
      own: ports.sessionTimer,
      refresh: () => refreshCall(this.#peer, this.#renegotiation, (answer) => this.onAnswer?.(answer)),
      onExpired: () => this.#onExpired(),
    });
    this.#refers = new OutgoingRefers(clock, this.#peer, () => this.#leave.look());
    this.#leave = new DialogLeave(this.#peer, this.#refers, () => void ports.dialogs.delete(this.id));
    this.#renegotiation = new Renegotiation(
      {
        clock,
        random,
        peer: this.#peer,
        timer: this.#timer,
        askOffer: (offer) => this.onOffer?.(offer),
        onAcknowledged: (invite, ack) => this.#onAcknowledged(invite, ack),
        onUnacknowledged: () => this.#onUnacknowledged(),
        onChanged,
      },
      firstInvite,
      restored?.descriptions,
    );
    if (restored !== undefined) this.#timer.restore(restored.timer);
    ({
      callId: this.callId,
      localTag: this.localTag,
      remoteTag: this.remoteTag,
      remoteUri: this.remoteUri,
    } = state);
    this.#requests = {
      calls: ports,
      peer: this.#peer,
      renegotiation: this.#renegotiation,
      refers: this.#refers,
      dialog: this,
      onBye: (cause) => this.#end(cause),
    };
    this.id = this.#peer.key;
    ports.dialogs.set(this.id, this);
  }

  snapshot(): DialogSnapshot | undefined {
    return this.isConfirmed ? snapshotOf(this.#peer, this.#timer, this.#renegotiation) : undefined;
  }

  acknowledgeStray(success: SipResponse): void {
    if (this.isConfirmed) this.#peer.acknowledgeStray(success);
  }

  get flow(): FlowKey | undefined {
    return this.#peer.flow;
  }

  moveTo(flow: FlowKey): void {
    this.#peer.moveTo(flow);
  }

  get onEnded(): Dialog["onEnded"] {
    return this.#notice.listener;
  }

  set onEnded(listener: Dialog["onEnded"]) {
    this.#notice.listener = listener;
  }

  get isEnded(): boolean {
    return this.#peer.state.phase === "terminated";
  }

  get isConfirmed(): boolean {
    return this.#peer.state.phase === "confirmed";
  }

  get allowsUpdate(): boolean {
    return this.#peer.allowsUpdate;
  }

  get role(): "uac" | "uas" {
    return this.#peer.state.role;
  }

  get isSettled(): boolean {
    return this.#renegotiation.isSettled;
  }

  get remoteDescription(): string | undefined {
    return this.#renegotiation.remoteDescription;
  }

  /** Contact and capabilities for provisional responses to the first INVITE. */
  contactHeaders(): HeaderList {
    return this.#peer.contactHeaders();
  }

  /** Notes what a response says about the peer's abilities. */
  learn(response: SipResponse): void {
    this.#peer.learn(response);
  }

  /** The first offer and its answer are known before the 2xx. */
  settle(said: { local: string | undefined; remote: string | undefined }): void {
    this.#renegotiation.settle(said);
  }

  /** UAC: PRACKs a reliable provisional response; `rack` is the value of RAck. */
  acknowledgeProvisional(rack: string, answer: string | undefined): void {
    const body = answer === undefined ? undefined : { contentType: acceptedBody, text: answer };
    const ignore = { onResponse: () => {}, onFailure: () => {} };
    this.#peer.send("PRACK", { headers: [["RAck", rack]], body }, ignore);
  }

  /** UAS: an offer that came with a PRACK. */
  receiveOffer(transaction: ServerTransaction): void {
    this.#renegotiation.receive(transaction);
  }

  /** UAS: calls back when the first INVITE may get its 2xx: at once unless an UPDATE is under way. */
  whenFree(callback: () => void): void {
    this.#renegotiation.whenFree(callback);
  }

  /** UAS: answers the first INVITE with 200; resolves with its ACK. `answer` is left out when it was given before. */
  accept(answer: string | undefined): Promise<AcceptResult> {
    return new Promise((settle) => {
      this.#settleAccept = settle;
      this.#renegotiation.acceptFirst(answer);
    });
  }

  /** UAC: the 2xx to our INVITE came; sends the ACK, with `body` when the 2xx made the offer; returns what repeats it. */
  confirm(
    invite: SipRequest,
    success: SipResponse,
    said: { local: string | undefined; remote: string | undefined },
    body?: MessageBody,
  ): () => void {
    this.#peer.setState(confirmByResponse(this.#peer.state, invite, success));
    this.#peer.learn(success);
    const repeatAck = this.#peer.acknowledge(invite, success, body);
    this.#timer.agreeByResponse(success);
    if (!this.isSettled) this.settle(said);
    return repeatAck;
  }

  /** The INVITE failed, was cancelled, or the user agent closes: the dialog goes without a word. */
  discard(): void {
    this.#finish();
    this.#refers.discard();
    this.#leave.done();
  }

  bye(options: { reason?: string } = {}): Promise<void> {
    if (this.#bye !== undefined) return this.#bye;
    if (this.isEnded) return (this.#bye = Promise.resolve());
    this.#finish();
    return (this.#bye = this.#leave.sendBye(options.reason));
  }

  reinvite(offer: string): Promise<ReinviteResult> {
    return this.#renegotiation.offer(offer, "INVITE");
  }

  update(offer?: string): Promise<ReinviteResult> {
    if (this.isEnded) return Promise.resolve(err({ kind: "ended" }));
    if (offer === undefined) return this.#renegotiation.refreshByUpdate();
    return this.#renegotiation.offer(offer, "UPDATE");
  }

  refer(options: ReferOptions): Promise<ReferResult> {
    if (this.isEnded) return Promise.resolve(err({ kind: "ended" }));
    return this.#refers.send(options);
  }

  request(
    method: string,
    options: { headers?: HeaderList; body?: MessageBody },
  ): Promise<Result<SipResponse, SendError>> {
    if (this.isEnded) return Promise.resolve(err({ kind: "unreachable" }));
    return this.#peer.request(method, options);
  }

  receive(transaction: ServerTransaction): void {
    receiveInCall(this.#requests, transaction);
  }

  receiveAck(ack: SipRequest): void {
    this.#renegotiation.receiveAck(ack);
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
    if (!isFirst) this.#notice.tell({ by: "timeout", reason: undefined });
  }

  #onExpired(): void {
    if (this.isEnded) return;
    void this.bye({ reason: 'SIP;cause=408;text="Session timer expired"' });
    this.#notice.tell({ by: "timeout", reason: undefined });
  }

  #settleFirst(result: AcceptResult): void {
    this.#settleAccept?.(result);
    this.#settleAccept = undefined;
  }

  /** A request of ours met 481, 408 or silence: one that may still be there is told (RFC 3261 §12.2.1.2). */
  #onGone(cause: DialogEnd): void {
    const isTold = cause.by === "timeout" && this.isConfirmed;
    this.#end(cause);
    if (isTold) this.#peer.send("BYE", {}, { onResponse: () => {}, onFailure: () => {} });
  }

  /** The call ended, but not by us. */
  #end(cause: DialogEnd): void {
    if (this.isEnded) return;
    this.#finish();
    this.#leave.done();
    const { onEarlyEnd } = this;
    if (onEarlyEnd === undefined) this.#notice.tell(cause);
    else onEarlyEnd(cause);
  }

  #finish(): void {
    this.#peer.terminate();
    this.#timer.end();
    this.#renegotiation.end();
    this.#settleFirst(err({ kind: "cancelled" }));
  }
}
