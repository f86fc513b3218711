// What every call of one user agent needs: time, transactions, names, and the dialogs of the others.
import type { Clock } from "@tandem/kernel";
import type { SipRequest, SipResponse } from "../message/index.ts";
import type { ServerTransaction, TransactionLayer } from "../transaction/index.ts";
import type { FlowKey } from "../transport/index.ts";
import type { LocalIdentity } from "./local-identity.ts";
import type { Dialog, SessionTimerOptions } from "./types.ts";

/** What the user agent, and an INVITE that replaces one, know of the dialog of a call. */
export type CallDialog = Dialog & {
  /** Who sent the INVITE that made the dialog: "uac" is us. */
  readonly role: "uac" | "uas";
  readonly isConfirmed: boolean;
  readonly isEnded: boolean;
  /** A request whose tags and Call-ID are the dialog's. */
  receive(transaction: ServerTransaction): void;
  receiveAck(ack: SipRequest): void;
  /** A 2xx to an INVITE of ours that no transaction waits for. */
  acknowledgeStray(success: SipResponse): void;
  /** The user agent closes. */
  discard(): void;
};

/** What the user agent keeps of a subscription of any kind. */
export type NotifierDialog = {
  /** A request with the subscription's tags. */
  receive(transaction: ServerTransaction): void;
  /** A connection ended. */
  lose(flow: FlowKey): void;
  /** The user agent closes. */
  discard(): void;
};

export type CallPorts = {
  clock: Clock;
  random: () => number;
  transactions: TransactionLayer;
  identity: LocalIdentity;
  sessionTimer: SessionTimerOptions;
  minSubscriptionSeconds: number;
  /** Dialogs by their key; a dialog enters and leaves by itself. */
  dialogs: Map<string, CallDialog>;
  /** Subscriptions to us, those made by REFER among them, by key; each enters and leaves by itself. */
  subscriptions: Map<string, NotifierDialog>;
};
