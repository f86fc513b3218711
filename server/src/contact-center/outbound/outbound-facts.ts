// What the outbound module publishes.
import type { AgentId, CallId, Fact, QueueId } from "@tandem/kernel";

export type OutboundFact =
  /** An agent calls somebody from the desk; `queueId`: on behalf of that queue. */
  Fact<
    "OutboundCallPlaced",
    {
      callId: CallId;
      agentId: AgentId;
      number: string;
      /** The number that the other side is to see; null: the trunk's own. */
      shownNumber: string | null;
      queueId: QueueId | null;
      queueName: string | null;
    }
  >;

export const keptOutboundFacts: readonly OutboundFact["type"][] = ["OutboundCallPlaced"];
