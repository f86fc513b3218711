// Why an agent, or somebody for them, is refused.
import { err } from "@tandem/kernel";
import type { AgentState } from "./agent-state.ts";

export type AgentError = {
  kind: "unknown-agent" | "no-phone" | "no-such-contact" | "unknown-reason" | "break-runs" | "signing-out";
  message: string;
};

/** Why the agent may not choose otherwise now. */
export function holdOn({ leaving, awayReason, isOverLimit }: AgentState): AgentError | undefined {
  if (leaving) return { kind: "signing-out", message: "a supervisor signs you out after this call" };
  if (awayReason === "long-call" && !isOverLimit)
    return { kind: "break-runs", message: "your break after a long call is not over yet" };
  return undefined;
}

export function noSuchContact() {
  return err({ kind: "no-such-contact", message: "this call is not yours to wrap up" } as const);
}
