// Which agents have which call as their contact.
import type { AgentId, CallId } from "@tandem/kernel";

export class AgentsOnCalls {
  readonly #agents = new Map<CallId, Set<AgentId>>();

  /** An agent's contact was one call and is another now. */
  note(agentId: AgentId, before: CallId | undefined, after: CallId | undefined): void {
    if (before === after) return;
    const left = before && this.#agents.get(before);
    if (before && left?.delete(agentId) && left.size === 0) this.#agents.delete(before);
    if (after) this.#agents.set(after, (this.#agents.get(after) ?? new Set()).add(agentId));
  }

  of(callId: CallId): Iterable<AgentId> {
    return this.#agents.get(callId) ?? [];
  }
}
