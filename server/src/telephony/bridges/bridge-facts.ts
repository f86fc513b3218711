// What the bridges module publishes.
import type { AgentId, CallId, Fact, LegId } from "@tandem/kernel";

export type BridgeFact =
  | Fact<"LegsBridged", { callId: CallId; callerLegId: LegId; agentLegId: LegId; agentId: AgentId }>
  | Fact<
      "BridgeEnded",
      {
        callId: CallId;
        callerLegId: LegId;
        agentLegId: LegId;
        agentId: AgentId;
        endedLegId: LegId;
        cause: string;
      }
    >;

export const keptBridgeFacts: readonly BridgeFact["type"][] = ["LegsBridged", "BridgeEnded"];
