// What the agents module publishes.
import type { AgentId, CallId, Fact } from "@tandem/kernel";
import type { AwayReason, Presence, WorkState } from "./agent.ts";

export type AgentFact =
  | Fact<
      "PresenceChanged",
      {
        agentId: AgentId;
        presence: Presence;
        reason: AwayReason | null;
        from: Presence;
        by: "agent" | "system";
      }
    >
  | Fact<"WrapUpStarted", { callId: CallId; agentId: AgentId; until: number }>
  | Fact<"WrapUpFinished", { callId: CallId; agentId: AgentId; by: "agent" | "timeout"; wrapUpMs: number }>
  | Fact<"DispositionFiled", { callId: CallId; agentId: AgentId; disposition: string; note: string }>;

/** Anything about an agent that a watcher may want to see is new; not kept. */
export type AgentSignal = Fact<"AgentChanged", { agentId: AgentId; workState: WorkState }>;

export const keptAgentFacts: readonly AgentFact["type"][] = [
  "PresenceChanged",
  "WrapUpStarted",
  "WrapUpFinished",
  "DispositionFiled",
];
