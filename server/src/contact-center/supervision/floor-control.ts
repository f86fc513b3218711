// What supervisors do to agents and waiting callers. Each act says what its supervisor saw: of two at once the first
// has their way, and the other is told what has changed.
import { err, ok } from "@tandem/kernel";
import type { AgentId, CallId, Result, TenantId } from "@tandem/kernel";
import type { Agent, AgentError, Agents, AwayReason, Presence } from "#contact-center/agents";
import type { AssignError, Queues } from "#contact-center/queues";

export type FloorControlError =
  | AgentError
  | { readonly kind: "changed-meanwhile" | AssignError | "no-such-call"; readonly message: string };

/** Who acts, on whom, and since when the agent was as the supervisor saw them (epoch ms). */
type Act = {
  readonly tenantId: TenantId;
  readonly agentId: AgentId;
  readonly seenSince: number;
  readonly byName: string;
};

const assignMessages: Readonly<Record<AssignError, string>> = {
  "not-waiting": "this caller waits no more: an agent has answered, or the caller has left",
  "being-offered": "an agent's phone rings for this caller already",
  "agent-not-free": "this agent cannot take a caller now",
};

export class FloorControl {
  readonly #agents: Pick<Agents, "get" | "choosePresence" | "signOut">;
  readonly #queues: Pick<Queues, "assign" | "tenantOf">;

  constructor(options: {
    readonly agents: Pick<Agents, "get" | "choosePresence" | "signOut">;
    readonly queues: Pick<Queues, "assign" | "tenantOf">;
  }) {
    this.#agents = options.agents;
    this.#queues = options.queues;
  }

  forcePresence(
    act: Act,
    presence: Exclude<Presence, "offline">,
    reason: AwayReason | undefined,
  ): Result<undefined, FloorControlError> {
    const agent = this.#asSeen(act);
    if (!agent.ok) return agent;
    return this.#agents.choosePresence(act.agentId, presence, reason, {
      kind: "supervisor",
      name: act.byName,
    });
  }

  /** A call goes on, and its wrap-up; then the agent is out. */
  signOut(act: Act): Result<undefined, FloorControlError> {
    const agent = this.#asSeen(act);
    if (!agent.ok) return agent;
    this.#agents.signOut(act.agentId, { kind: "supervisor", name: act.byName });
    return ok();
  }

  /** Has an agent rung for a caller who waits, whatever the caller's place. */
  assign(
    tenantId: TenantId,
    callId: CallId,
    agentId: AgentId,
    byName: string,
  ): Result<undefined, FloorControlError> {
    if (this.#queues.tenantOf(callId) !== tenantId)
      return err({ kind: "no-such-call", message: "no such call is live" });
    if (this.#agents.get(agentId)?.record.tenantId !== tenantId) return err(unknownAgent);
    const assigned = this.#queues.assign(callId, agentId, byName);
    return assigned.ok ? ok() : err({ ...assigned.error, message: assignMessages[assigned.error.kind] });
  }

  #asSeen({ tenantId, agentId, seenSince }: Act): Result<Agent, FloorControlError> {
    const agent = this.#agents.get(agentId);
    if (agent?.record.tenantId !== tenantId) return err(unknownAgent);
    if (agent.state.presenceSince === seenSince && !agent.state.leaving) return ok(agent);
    return err({ kind: "changed-meanwhile", message: changeOf(agent) });
  }
}

const unknownAgent: AgentError = { kind: "unknown-agent", message: "no such agent" };

function changeOf({ record, state }: Agent): string {
  const by = state.leaving ?? state.presenceBy;
  const who = by.kind === "supervisor" ? by.name : record.displayName;
  return state.leaving
    ? `${who} signs ${record.displayName} out already`
    : `${who} has changed the presence of ${record.displayName} meanwhile`;
}
