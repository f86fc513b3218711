// What the others are told of a step of an agent.
import type { FactContent } from "@tandem/kernel";
import type { AgentFact, AgentSignal } from "./agent-facts.ts";
import type { AgentState } from "./agent-state.ts";
import type { AgentEffect } from "./agent-step.ts";
import type { AgentRecord } from "./agent-store.ts";
import type { DeskRules } from "./desk-rules.ts";

/** `state` is the agent's after the step. */
export function factOf(
  effect: AgentEffect,
  { record, state }: { readonly record: AgentRecord; readonly state: AgentState },
  rules: Pick<DeskRules, "awayReason">,
): FactContent<AgentFact | AgentSignal> {
  const { tenantId, id: agentId } = record;
  const about = { tenantId, agentId };
  switch (effect.kind) {
    case "presence-changed":
      return { type: "PresenceChanged", ...about, from: effect.from, ...presenceOf(tenantId, state, rules) };
    case "away-limit-passed":
      return { type: "AwayLimitPassed", ...about, reason: effect.reason };
    case "left":
      return { type: "AgentSignedOut", ...about, userId: record.userId };
    case "wrap-up-started":
      return { type: "WrapUpStarted", ...about, callId: effect.callId, until: effect.until };
    case "wrap-up-finished": {
      const { callId, by, wrapUpMs } = effect;
      return { type: "WrapUpFinished", ...about, callId, by, wrapUpMs };
    }
    default:
      return effect satisfies never;
  }
}

function presenceOf(
  tenantId: AgentRecord["tenantId"],
  { presence, awayReason: reason, presenceBy }: AgentState,
  rules: Pick<DeskRules, "awayReason">,
) {
  const isWork = reason !== undefined && rules.awayReason(tenantId, reason)?.countsAsWork === true;
  return {
    presence,
    reason: reason ?? null,
    by: presenceBy.kind,
    byName: presenceBy.kind === "supervisor" ? presenceBy.name : null,
    countsAsWork: presence === "away" ? isWork : null,
  };
}
