// When simulated agents are at work and queues open: who goes while they serve somebody serves that caller to the end.
import type { AgentId, QueueId } from "@tandem/kernel";
import type { RoutingInput } from "#contact-center/routing";

/** As an agent chooses it; away: signed in, and offered nobody. */
export type SimulatedPresence = "available" | "away" | "offline";

export type DayChange =
  | { readonly atMs: number; readonly agentId: AgentId; readonly presence: SimulatedPresence }
  | { readonly atMs: number; readonly queueId: QueueId; readonly open: boolean };

export type Duty = { readonly presence: SimulatedPresence; readonly load: number };

const notThere: Duty = { presence: "offline", load: 0 };

/** Presence and contacts at hand of every agent. */
export class Duties {
  readonly #duties = new Map<AgentId, Duty>();

  is(agentId: AgentId, presence: SimulatedPresence): Duty {
    return this.#set(agentId, { ...this.#of(agentId), presence });
  }

  serves(agentId: AgentId): void {
    const { presence, load } = this.#of(agentId);
    this.#set(agentId, { presence, load: load + 1 });
  }

  finishes(agentId: AgentId): Duty {
    const { presence, load } = this.#of(agentId);
    return this.#set(agentId, { presence, load: load - 1 });
  }

  #of(agentId: AgentId): Duty {
    return this.#duties.get(agentId) ?? notThere;
  }

  #set(agentId: AgentId, duty: Duty): Duty {
    this.#duties.set(agentId, duty);
    return duty;
  }
}

/** What the routing engine is told of it. */
export function dutyInput(agentId: AgentId, { presence, load }: Duty, now: number): RoutingInput {
  return {
    kind: "agent-changed",
    agentId,
    onDuty: presence !== "offline",
    ready: presence === "available",
    load,
    idleSince: now,
  };
}
