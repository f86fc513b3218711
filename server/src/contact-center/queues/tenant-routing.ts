// Shell of the routing engine: one state for each tenant, woken when time alone changes something.
import { isDeepStrictEqual } from "node:util";
import type { AgentId, CallId, Clock, QueueId, TenantId } from "@tandem/kernel";
import { isOffered, newRouting, nextWakeAt, stepRouting, waitOutlook } from "#contact-center/routing";
import type {
  AgentRouting,
  QueueRouting,
  RoutingDecision,
  RoutingInput,
  RoutingState,
  WaitOutlook,
} from "#contact-center/routing";

type Entry = {
  readonly state: RoutingState;
  queues: ReadonlyMap<QueueId, QueueRouting>;
  agents: ReadonlyMap<AgentId, AgentRouting>;
  wakeAt: number | undefined;
  cancelWake: (() => void) | undefined;
};

export class TenantRouting {
  readonly #clock: Clock;
  readonly #carryOut: (decision: RoutingDecision) => void;
  readonly #entries = new Map<TenantId, Entry>();

  constructor(clock: Clock, carryOut: (decision: RoutingDecision) => void) {
    this.#clock = clock;
    this.#carryOut = carryOut;
  }

  /**
   * Takes over queues and agents; what stayed as it was costs nothing. Agents who are no longer among them are offered
   * nobody, and who waits in a queue that is gone is given back.
   */
  configure(tenantId: TenantId, queues: readonly QueueRouting[], agents: readonly AgentRouting[]): void {
    const { queues: oldQueues, agents: oldAgents } = this.#entryOf(tenantId);
    const newQueues = new Map(queues.map((queue) => [queue.queueId, queue]));
    const newAgents = new Map(agents.map((agent) => [agent.agentId, agent]));
    Object.assign(this.#entryOf(tenantId), { queues: newQueues, agents: newAgents });
    for (const agentId of oldAgents.keys())
      if (!newAgents.has(agentId)) this.tell(tenantId, { kind: "agent-removed", agentId });
    for (const queue of queues)
      if (!isDeepStrictEqual(queue, oldQueues.get(queue.queueId)))
        this.tell(tenantId, { kind: "queue-configured", queue });
    for (const agent of agents)
      if (!isDeepStrictEqual(agent, oldAgents.get(agent.agentId)))
        this.tell(tenantId, { kind: "agent-configured", agent });
    for (const queueId of oldQueues.keys())
      if (!newQueues.has(queueId)) this.tell(tenantId, { kind: "queue-removed", queueId, moveTo: undefined });
  }

  /** The queue is gone; who waits there waits in `moveTo`, or is given back. */
  remove(tenantId: TenantId, queueId: QueueId, moveTo: QueueId | undefined): void {
    const entry = this.#entryOf(tenantId);
    entry.queues = new Map([...entry.queues].filter(([id]) => id !== queueId));
    this.tell(tenantId, { kind: "queue-removed", queueId, moveTo });
  }

  /** What a waiting caller can be told; undefined for who waits no more. */
  outlook(tenantId: TenantId, callId: CallId): WaitOutlook | undefined {
    return waitOutlook(this.#entryOf(tenantId).state, callId, this.#clock.now());
  }

  /** Tells the tenant's engine, and has carried out what it decides before it returns. */
  tell(tenantId: TenantId, input: RoutingInput): void {
    const entry = this.#entryOf(tenantId);
    for (const decision of stepRouting(entry.state, input, this.#clock.now())) {
      // What an earlier decision led to may have ended the offer already.
      const isStale = decision.kind === "offer" && !isOffered(entry.state, decision.callId, decision.agentId);
      if (!isStale) this.#carryOut(decision);
    }
    this.#setWake(tenantId, entry);
  }

  #entryOf(tenantId: TenantId): Entry {
    let entry = this.#entries.get(tenantId);
    if (!entry) {
      const state = newRouting();
      entry = { state, queues: new Map(), agents: new Map(), wakeAt: undefined, cancelWake: undefined };
      this.#entries.set(tenantId, entry);
    }
    return entry;
  }

  #setWake(tenantId: TenantId, entry: Entry): void {
    const at = nextWakeAt(entry.state);
    if (at === entry.wakeAt) return;
    entry.cancelWake?.();
    entry.wakeAt = at;
    entry.cancelWake = undefined;
    if (at === undefined) return;
    const delayMs = Math.max(0, at - this.#clock.now()) + 1;
    entry.cancelWake = this.#clock.after(delayMs, () => {
      entry.wakeAt = undefined;
      this.tell(tenantId, { kind: "time" });
    });
  }
}
