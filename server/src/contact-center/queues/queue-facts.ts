// What the queues module publishes. Every contact that is queued is answered, abandoned or flows out.
import type { AgentId, CallId, Fact, LegId, QueueId } from "@tandem/kernel";
import type { Explanation, OverflowCause, OverflowTarget } from "#contact-center/routing";

export type OfferEnd =
  | "no-answer"
  | "declined"
  | "unreachable"
  | "caller-left"
  | "answered-elsewhere"
  | "withdrawn";

/** Where a contact goes that a queue does not keep; "unavailable": on in its flow, as if the queue were not there. */
export type FlowsOutTo =
  | { readonly kind: "queue"; readonly queueId: QueueId; readonly name: string }
  | Exclude<OverflowTarget, { kind: "queue" }>
  /** The caller hangs up and is called back: the place in line is kept. */
  | { readonly kind: "callback" }
  | { readonly kind: "unavailable" };

export type QueueFact =
  | Fact<"ContactQueued", { callId: CallId; queueId: QueueId; queueName: string; returning: boolean }>
  | Fact<"OfferMade", { callId: CallId; queueId: QueueId; agentId: AgentId; agentName: string }>
  /** How routing came to this agent; beside OfferMade, whose shape is older. */
  | Fact<"OfferExplained", { callId: CallId; queueId: QueueId; agentId: AgentId; why: Explanation }>
  /** A supervisor, by name, chose this agent for the caller. */
  | Fact<"ContactAssigned", { callId: CallId; queueId: QueueId; agentId: AgentId; byName: string }>
  | Fact<"OfferFailed", { callId: CallId; queueId: QueueId; agentId: AgentId; reason: OfferEnd }>
  | Fact<
      "ContactAnswered",
      { callId: CallId; queueId: QueueId; agentId: AgentId; agentName: string; legId: LegId; waitMs: number }
    >
  | Fact<"ContactAbandoned", { callId: CallId; queueId: QueueId; waitMs: number }>
  /** Neither answered nor given up: sent on by a rule of the queue, or because the queue was removed. */
  | Fact<
      "ContactFlowedOut",
      {
        callId: CallId;
        queueId: QueueId;
        queueName: string;
        waitMs: number;
        because: OverflowCause["kind"] | "queue-removed" | "callback-asked";
        to: FlowsOutTo;
      }
    >
  /** Never came into the queue. */
  | Fact<"ContactRefused", { callId: CallId; queueId: QueueId; number: string; because: "blocked-number" }>
  /** `onward`: the caller goes on to another number, so that the flow behind the queue has nothing to say. */
  | Fact<
      "ContactServed",
      { callId: CallId; queueId: QueueId; agentId: AgentId; talkMs: number; onward?: true }
    >
  /** The agent's phone was lost while talking, or a transfer failed when the agent had left: the caller goes back to the head of the line. */
  | Fact<"ContactReturned", { callId: CallId; queueId: QueueId; agentId: AgentId; reason: string }>;

export const keptQueueFacts: readonly QueueFact["type"][] = [
  "ContactQueued",
  "OfferMade",
  "OfferExplained",
  "ContactAssigned",
  "OfferFailed",
  "ContactAnswered",
  "ContactAbandoned",
  "ContactFlowedOut",
  "ContactRefused",
  "ContactServed",
  "ContactReturned",
];
