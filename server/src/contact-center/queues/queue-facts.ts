// What the queues module publishes. Every contact that is queued is answered, abandoned or flows out.
import type { AgentId, CallId, Fact, LegId, QueueId } from "@tandem/kernel";

export type OfferEnd = "no-answer" | "declined" | "unreachable" | "caller-left";

export type QueueFact =
  | Fact<"ContactQueued", { callId: CallId; queueId: QueueId; queueName: string; returning: boolean }>
  | Fact<"OfferMade", { callId: CallId; queueId: QueueId; agentId: AgentId; agentName: string }>
  | Fact<"OfferFailed", { callId: CallId; queueId: QueueId; agentId: AgentId; reason: OfferEnd }>
  | Fact<
      "ContactAnswered",
      { callId: CallId; queueId: QueueId; agentId: AgentId; agentName: string; legId: LegId; waitMs: number }
    >
  | Fact<"ContactAbandoned", { callId: CallId; queueId: QueueId; waitMs: number }>
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
  "OfferFailed",
  "ContactAnswered",
  "ContactAbandoned",
  "ContactServed",
  "ContactReturned",
];
