// What the agents module publishes.
import type { AgentId, CallId, Fact, UserId } from "@tandem/kernel";
import type { AwayReason, Presence, WorkState } from "./agent-state.ts";

export type AgentFact =
  | Fact<
      "PresenceChanged",
      {
        agentId: AgentId;
        presence: Presence;
        reason: AwayReason | null;
        from: Presence;
        by: "agent" | "system" | "supervisor";
        /** The supervisor. */
        byName: string | null;
        /** Being away so is work; null when not away. */
        countsAsWork: boolean | null;
      }
    >
  /** Away longer than the reason allows, since that moment. */
  | Fact<"AwayLimitPassed", { agentId: AgentId; reason: AwayReason }>
  | Fact<"WrapUpStarted", { callId: CallId; agentId: AgentId; until: number }>
  | Fact<"WrapUpFinished", { callId: CallId; agentId: AgentId; by: "agent" | "timeout"; wrapUpMs: number }>
  | Fact<"DispositionFiled", { callId: CallId; agentId: AgentId; disposition: string; note: string }>;

/** Anything about an agent that a watcher may want to see is new; not kept. */
export type AgentSignal =
  | Fact<"AgentChanged", { agentId: AgentId; workState: WorkState }>
  /** A supervisor signed the agent out, and the last call is over: the sign-ins of the person end. */
  | Fact<"AgentSignedOut", { agentId: AgentId; userId: UserId }>;

export const keptAgentFacts: readonly AgentFact["type"][] = [
  "PresenceChanged",
  "AwayLimitPassed",
  "WrapUpStarted",
  "WrapUpFinished",
  "DispositionFiled",
];
