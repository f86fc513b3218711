// An INVITE from the peer until it is accepted, rejected or cancelled.
import { err, ok } from "@tandem/kernel";
import type { Clock } from "@tandem/kernel";
import { reasonOf, userToUserOf } from "../message/index.ts";
import type { HeaderList, SipRequest, UserToUser } from "../message/index.ts";
import { dialogFromRequest } from "../dialog/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { FlowKey, SipSource } from "../transport/index.ts";
import { pathOfArrival } from "./dialog-peer.ts";
import { InviteDialog } from "./invite-dialog.ts";
import type { CallPorts } from "./call-ports.ts";
import { leaveArrival } from "./left-invites.ts";
import type { LeftArrival } from "./left-invite-types.ts";
import { acceptedBody } from "./local-identity.ts";
import { ReliableResponses } from "./prack.ts";
import { hasOptionTag } from "./session-timer.ts";
import type { DialogEnd, IncomingInvite } from "./types.ts";

type Accepted = Awaited<ReturnType<IncomingInvite["accept"]>>;

/** Proxies give a call up that says nothing for three minutes (RFC 3261 §13.3.1.1). */
const remindEveryMs = 60_000;

const cancelled: Accepted = err({ kind: "cancelled" });

export class IncomingInviteCall implements IncomingInvite {
  readonly request: SipRequest;
  readonly source: SipSource;
  readonly flow: FlowKey;
  readonly offer: string | undefined;
  readonly dialog: InviteDialog;
  readonly replaces: IncomingInvite["replaces"];
  onCancelled: IncomingInvite["onCancelled"];
  onEarlyAnswer: IncomingInvite["onEarlyAnswer"];
  readonly #transaction: ServerTransaction;
  /** For a caller that acknowledges provisional responses. */
  readonly #reliable: ReliableResponses | undefined;
  readonly #onDone: (call: IncomingInviteCall) => void;
  /** The SDP of a reliable 183: the 2xx must not carry another (RFC 3261 §13.2.1). */
  #described: string | undefined;
  /** The caller's answer in its PRACK, when our offer went out in a 183. */
  #earlyAnswer: string | undefined;
  #settleAccept: ((result: Accepted) => void) | undefined;
  readonly #clock: Clock;
  #stopReminding: (() => void) | undefined;

  /** `onDone` is called once, when no CANCEL can come any more. */
  constructor(
    ports: CallPorts,
    transaction: ServerTransaction,
    replaces: IncomingInvite["replaces"],
    onDone: (call: IncomingInviteCall) => void,
  ) {
    const { request, source, flow } = transaction;
    this.request = request;
    this.source = source;
    this.flow = flow;
    this.offer = request.sdp;
    this.replaces = replaces;
    this.#transaction = transaction;
    this.#onDone = onDone;
    this.#clock = ports.clock;
    const state = dialogFromRequest(request, transaction.localTag);
    this.dialog = new InviteDialog(ports, {
      state,
      path: pathOfArrival(transaction, state),
      contactUser: request.parsedUri.user,
      opening: request,
      firstInvite: transaction,
    });
    if (hasOptionTag(request, "100rel")) this.#reliable = this.#startReliable(ports);
    this.dialog.onEarlyEnd = (cause) => this.#cancelled(487, cause); // BYE on the early dialog (RFC 3261 §15.1.2)
    transaction.onCancel = (cancel) => this.#cancelled(487, { by: "remote", reason: reasonOf(cancel) });
    transaction.onFailure = (by) => this.#cancelled(487, { by, reason: undefined });
  }

  left(): LeftArrival | undefined {
    return this.#transaction.isPending ? leaveArrival(this.#transaction) : undefined;
  }

  get isReliable(): boolean {
    return this.#reliable !== undefined;
  }

  get userToUser(): readonly UserToUser[] {
    return userToUserOf(this.request);
  }

  ring(): void {
    this.#respondEarly(180, undefined);
  }

  progress(description: string): void {
    if (this.#reliable === undefined) {
      // An offer must not get lost; an answer may, for it comes again in the 2xx.
      return this.#respondEarly(183, this.offer === undefined ? undefined : description);
    }
    const isFirst = this.#described === undefined;
    this.#described ??= description;
    this.#respondEarly(183, isFirst ? description : undefined);
  }

  accept(answer: string): ReturnType<IncomingInvite["accept"]> {
    if (!this.#transaction.isPending || this.#settleAccept !== undefined) return Promise.resolve(cancelled);
    return new Promise((settle) => {
      this.#settleAccept = settle;
      const go = () => this.dialog.whenFree(() => void this.#accept(answer));
      if (this.#reliable === undefined) go();
      else this.#reliable.whenFree(go);
    });
  }

  reject(status: number, options: { reason?: string; headers?: HeaderList } = {}): void {
    if (status < 300 || status > 699) throw new RangeError(`an INVITE cannot be rejected with ${status}`);
    if (!this.#transaction.isPending) return;
    this.#transaction.respond(status, options);
    this.#end();
  }

  /** The connection to the caller is lost. */
  lose(): void {
    this.#cancelled(487, { by: "transport", reason: undefined });
  }

  #startReliable({ clock, random }: CallPorts): ReliableResponses {
    const reliable = new ReliableResponses({
      clock,
      random,
      invite: this.#transaction,
      onAcknowledged: (prack, wasDescribed) => this.#onAcknowledged(prack, wasDescribed),
      onGiveUp: () => this.#cancelled(504, { by: "timeout", reason: undefined }),
    });
    this.dialog.onPrack = (prack) => reliable.receive(prack);
    return reliable;
  }

  #respondEarly(status: number, description: string | undefined): void {
    if (!this.#transaction.isPending) return;
    const body = description === undefined ? undefined : { contentType: acceptedBody, text: description };
    const headers = this.dialog.contactHeaders();
    if (this.#reliable === undefined) this.#transaction.respond(status, { headers, body });
    else this.#reliable.send({ status, headers, body });
    this.#stopReminding?.();
    const again = this.#reliable === undefined ? description : undefined;
    this.#stopReminding = this.#clock.after(remindEveryMs, () => this.#respondEarly(status, again));
  }

  /** A PRACK ends the first exchange of offer and answer, and may begin another (RFC 3262 §5). */
  #onAcknowledged(prack: ServerTransaction, wasDescribed: boolean): void {
    const { sdp } = prack.request;
    const isAnswer = wasDescribed && this.offer === undefined;
    if (sdp === undefined || isAnswer) prack.respond(200);
    if (isAnswer) this.#earlyAnswer = sdp;
    if (isAnswer) this.onEarlyAnswer?.(sdp);
    if (wasDescribed) this.dialog.settle({ local: this.#described, remote: this.offer ?? sdp });
    if (sdp !== undefined && !isAnswer) this.dialog.receiveOffer(prack);
  }

  async #accept(answer: string): Promise<void> {
    const settle = this.#settleAccept;
    if (!this.#transaction.isPending || settle === undefined) return;
    this.#stopListening();
    const accepted = this.dialog.accept(this.#described === undefined ? answer : undefined);
    this.#reliable?.end();
    const result = await accepted;
    const value = {
      dialog: this.dialog,
      answer: this.#earlyAnswer ?? (result.ok ? result.value.answer : undefined),
    };
    settle(result.ok ? ok(value) : result);
  }

  #cancelled(status: number, cause: DialogEnd): void {
    this.#transaction.respond(status);
    this.#end();
    const { onCancelled } = this;
    this.onCancelled = undefined;
    onCancelled?.(cause);
  }

  /** The final response was a refusal: nothing is left of the call. */
  #end(): void {
    this.#stopListening();
    this.#reliable?.end();
    this.dialog.discard();
    this.#settleAccept?.(cancelled);
  }

  #stopListening(): void {
    this.#stopReminding?.();
    this.dialog.onEarlyEnd = undefined;
    this.#transaction.onCancel = undefined;
    this.#transaction.onFailure = undefined;
    this.#onDone(this);
  }
}
