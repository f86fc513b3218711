// An INVITE from the peer until it is accepted, rejected or cancelled.
import { err, ok } from "@tandem/kernel";
import type { HeaderList, SipRequest } from "../message/index.ts";
import { dialogFromRequest } from "../dialog/index.ts";
import type { ServerTransaction } from "../transaction/index.ts";
import type { FlowKey, SipSource } from "../transport/index.ts";
import { pathOfArrival } from "./dialog-peer.ts";
import { InviteDialog } from "./invite-dialog.ts";
import type { CallPorts } from "./invite-dialog.ts";
import { acceptedBody } from "./local-identity.ts";
import type { IncomingInvite } from "./types.ts";

export class IncomingInviteCall implements IncomingInvite {
  readonly request: SipRequest;
  readonly source: SipSource;
  readonly flow: FlowKey;
  readonly offer: string | undefined;
  onCancelled: (() => void) | undefined;
  readonly #transaction: ServerTransaction;
  readonly #dialog: InviteDialog;
  readonly #onDone: (call: IncomingInviteCall) => void;

  /** `onDone` is called once, when no CANCEL can come any more. */
  constructor(ports: CallPorts, transaction: ServerTransaction, onDone: (call: IncomingInviteCall) => void) {
    const { request, source, flow } = transaction;
    this.request = request;
    this.source = source;
    this.flow = flow;
    this.offer = request.sdp;
    this.#transaction = transaction;
    this.#onDone = onDone;
    const state = dialogFromRequest(request, transaction.localTag);
    const contactUser = request.parsedUri.user;
    this.#dialog = new InviteDialog(ports, {
      state,
      path: pathOfArrival(transaction, state),
      contactUser,
      firstInvite: transaction,
    });
    this.#dialog.onEnded = () => this.#cancelled(); // BYE on the early dialog (RFC 3261 §15.1.2)
    transaction.onCancel = () => this.#cancelled();
    transaction.onFailure = () => this.#cancelled();
  }

  ring(): void {
    this.#transaction.respond(180, { headers: this.#dialog.contactHeaders() });
  }

  progress(answer: string): void {
    const body = { contentType: acceptedBody, text: answer };
    this.#transaction.respond(183, { headers: this.#dialog.contactHeaders(), body });
  }

  async accept(answer: string): ReturnType<IncomingInvite["accept"]> {
    if (!this.#transaction.isPending) return err({ kind: "cancelled" });
    this.#dialog.onEnded = undefined;
    this.#stopListening();
    const result = await this.#dialog.accept(answer);
    return result.ok ? ok({ dialog: this.#dialog, answer: result.value.answer }) : result;
  }

  reject(status: number, options: { reason?: string; headers?: HeaderList } = {}): void {
    if (status < 300 || status > 699) throw new RangeError(`an INVITE cannot be rejected with ${status}`);
    if (!this.#transaction.isPending) return;
    this.#stopListening();
    this.#transaction.respond(status, options);
    this.#dialog.discard();
  }

  /** The connection to the caller is lost. */
  lose(): void {
    this.#cancelled();
  }

  #cancelled(): void {
    this.#stopListening();
    this.#transaction.respond(487);
    this.#dialog.discard();
    const { onCancelled } = this;
    this.onCancelled = undefined;
    onCancelled?.();
  }

  #stopListening(): void {
    this.#transaction.onCancel = undefined;
    this.#transaction.onFailure = undefined;
    this.#onDone(this);
  }
}
