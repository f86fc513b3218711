// What every call of one user agent needs: time, transactions, names, and the dialogs of the others.
import type { Clock } from "@tandem/kernel";
import type { TransactionLayer } from "../transaction/index.ts";
import type { InviteDialog } from "./invite-dialog.ts";
import type { LocalIdentity } from "./local-identity.ts";
import type { NotifierDialog } from "./subscription.ts";
import type { SessionTimerOptions } from "./types.ts";

export type CallPorts = {
  clock: Clock;
  random: () => number;
  transactions: TransactionLayer;
  identity: LocalIdentity;
  sessionTimer: SessionTimerOptions;
  minSubscriptionSeconds: number;
  /** Dialogs by their key; a dialog enters and leaves by itself. */
  dialogs: Map<string, InviteDialog>;
  /** Subscriptions to us, those made by REFER among them, by key; each enters and leaves by itself. */
  subscriptions: Map<string, NotifierDialog>;
};
