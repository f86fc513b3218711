// What callbacks need of others: queues, calls, phones of agents, and a place to be kept.
import type {
  AgentId,
  CallId,
  Clock,
  FactPublisher,
  FactSource,
  LegId,
  QueueId,
  Result,
  TenantId,
} from "@tandem/kernel";
import type { CallFact, Calls, DialOutOptions } from "#telephony/calls";
import { defaultCallbackSettings } from "#contact-center/queues";
import type { CallbackSettings, Queues } from "#contact-center/queues";
import type { Callback } from "./callback.ts";
import type { CallbackFact } from "./callback-facts.ts";

export type CallbacksOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "callOut" | "exists" | "hangUp" | "callerLegOf" | "anchor">;
  readonly queues: Pick<Queues, "places" | "get" | "settingsOf" | "isOpen" | "expect">;
  /** Whether a call that a process before made for a callback has reached the caller. */
  readonly isReached: (callId: CallId) => boolean;
  /** Rings this agent, who is free, and calls the number when they have answered; then `onAnswered` goes on. */
  readonly ringAgent: (
    callback: Callback,
    agentId: AgentId,
    onAnswered: (callId: CallId, callerLegId: LegId) => void,
  ) => Result<CallId, { readonly kind: "no-line" | "agent-not-free" }>;
  /** Puts whoever answered in line, where they go first; false when there is no such queue any more. */
  readonly enterQueue: (caller: CalledBack, queueId: QueueId) => boolean;
  /** How to call somebody outside, if the tenant may now. */
  readonly dialOut: (call: {
    readonly tenantId: TenantId;
    readonly callId: CallId;
    readonly number: string;
    readonly byAgentId: null;
  }) => Result<DialOutOptions["dial"], { readonly kind: string }>;
  /** Keeps it past this process; one write after the other. */
  readonly store: (callback: Callback) => void;
  readonly facts: FactPublisher<CallbackFact>;
  readonly below: FactSource<CallFact>;
  /** Another number of callbacks waits in this queue. */
  readonly onChanged: (tenantId: TenantId, queueId: QueueId) => void;
};

/** Whoever is called back, on the line. */
export type CalledBack = Pick<Callback, "tenantId" | "dnis" | "language"> & {
  readonly callId: CallId;
  readonly ani: string;
  readonly calledBackSince: number;
};

export type CallbackRequest = Pick<
  Callback,
  "tenantId" | "queueId" | "number" | "sameNumber" | "dnis" | "language" | "requestCallId" | "queuedAt"
>;

/** What the queue of a callback settles about it. */
export function settingsFor(
  { tenantId, queueId }: Pick<Callback, "tenantId" | "queueId">,
  queues: Pick<Queues, "settingsOf">,
): CallbackSettings {
  return queues.settingsOf(tenantId, queueId)?.callback ?? defaultCallbackSettings;
}
