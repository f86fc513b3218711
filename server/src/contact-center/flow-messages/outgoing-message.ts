// What is on its way out of a flow: what it says, and of which call it is.
import type { FlowMessage } from "@tandem/flows";
import type { CallId, FlowId } from "@tandem/kernel";

export type OutgoingKind = "sms" | "e-mail" | "webhook";

export type OutgoingMessage = {
  readonly id: string;
  /** The same in every try, also after a restart: who keeps it does nothing twice. */
  readonly key: string;
  readonly kind: OutgoingKind;
  /** By name; null for a webhook. */
  readonly connector: string | null;
  /** As lists show it: the last letters, or the server that is told. */
  readonly recipient: string;
  readonly callId: CallId;
  readonly flowId: FlowId;
  readonly node: string;
  /** Epoch ms. */
  readonly queuedAt: number;
  readonly content: FlowMessage;
};

export type OutgoingState = "waiting" | "sent" | "given-up";

/** Why a flow's message is not taken. */
export type RefusalReason =
  | "no-value"
  | "no-connector"
  | "no-recipient"
  | "no-address"
  | "too-long"
  | "too-many";
