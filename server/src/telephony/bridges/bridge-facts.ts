// What the bridges module publishes.
import type { AgentId, CallId, Fact, LegId } from "@tandem/kernel";
import type { Guest } from "./bridge-parties.ts";

/** `agentId` is null when the second leg is somebody outside. */
type BridgedLegs = { callId: CallId; callerLegId: LegId; agentLegId: LegId; agentId: AgentId | null };

export type BridgeFact =
  /** From here on these two hear each other; also when one of them took the place of another leg. */
  | Fact<"LegsBridged", BridgedLegs>
  /** One of them waits with music while a transfer looks for somebody else. */
  | Fact<"BridgeParked", BridgedLegs>
  /** Who is in it besides the two from here on, or in which role; `heardLegIds`: all whom the caller hears now. */
  | Fact<"BridgePartiesChanged", BridgedLegs & { guests: readonly Guest[]; heardLegIds: readonly LegId[] }>
  | Fact<"BridgeEnded", BridgedLegs & { endedLegId: LegId; cause: string }>;

export const keptBridgeFacts: readonly BridgeFact["type"][] = [
  "LegsBridged",
  "BridgeParked",
  "BridgePartiesChanged",
  "BridgeEnded",
];
