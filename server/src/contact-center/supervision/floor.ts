// The live floor: every queue, agent and call as it is now, and which of them changed.
import type { AgentId, CallId, Clock, Fact, FactSource, QueueId, TenantId } from "@tandem/kernel";
import type { Agent, Agents, AgentSignal } from "#contact-center/agents";
import type { QueueFact, QueueRecord, Queues } from "#contact-center/queues";
import { stepFloorCall } from "./floor-call.ts";
import type { FloorCall, FloorFact } from "./floor-call.ts";
import type { CountedSince } from "./today-counts-store.ts";
import { TodayCounts } from "./today-counts.ts";
import type { Counts } from "./today-counts.ts";

export type FloorQueue = {
  readonly queue: QueueRecord;
  readonly waitingSince: readonly number[];
  readonly agentsAvailable: number;
  readonly agentsSignedIn: number;
  readonly today: Counts;
};

/** Something whose live value is new. */
export type FloorChange =
  | { readonly kind: "queue"; readonly tenantId: TenantId; readonly id: QueueId }
  | { readonly kind: "agent"; readonly tenantId: TenantId; readonly id: AgentId }
  | { readonly kind: "call"; readonly tenantId: TenantId; readonly id: CallId };

export type FloorOptions = {
  readonly clock: Clock;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly facts: FactSource<FloorFact | AgentSignal> & {
    onAny(handler: (fact: Fact) => void): () => void;
  };
};

export class Floor {
  readonly #options: FloorOptions;
  readonly #calls = new Map<CallId, FloorCall>();
  readonly #today = new Map<TenantId, TodayCounts>();
  readonly #listeners = new Set<(change: FloorChange) => void>();

  constructor(options: FloorOptions) {
    this.#options = options;
    options.facts.onAny((fact) => this.#onFact(fact as FloorFact));
    options.facts.on("AgentChanged", ({ tenantId, agentId }) => {
      this.#tell({ kind: "agent", tenantId, id: agentId });
      for (const queue of this.#queuesOf(tenantId, agentId))
        this.#tell({ kind: "queue", tenantId, id: queue.id });
    });
  }

  /** Begins a tenant's day with what was counted before this start. */
  openTenant(tenantId: TenantId, timeZone: string, counted: readonly CountedSince[]): void {
    const today = new TodayCounts(timeZone);
    for (const { queueId, event, times } of counted)
      today.add(queueId, event, this.#options.clock.now(), times);
    this.#today.set(tenantId, today);
  }

  /** Hears what changed, as it changes. The returned function ends it. */
  onChange(listener: (change: FloorChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  call(callId: CallId): FloorCall | undefined {
    return this.#calls.get(callId);
  }

  callsOf(tenantId: TenantId): FloorCall[] {
    return [...this.#calls.values()].filter((call) => call.tenantId === tenantId);
  }

  agentsOf(tenantId: TenantId): Agent[] {
    return this.#options.agents.ofTenant(tenantId);
  }

  queuesOf(tenantId: TenantId): FloorQueue[] {
    return this.#options.queues.ofTenant(tenantId).map((queue) => this.#floorQueue(queue));
  }

  queue(tenantId: TenantId, queueId: QueueId): FloorQueue | undefined {
    const queue = this.#options.queues.ofTenant(tenantId).find((each) => each.id === queueId);
    return queue && this.#floorQueue(queue);
  }

  #floorQueue(queue: QueueRecord): FloorQueue {
    const { agents, queues, clock } = this.#options;
    const states = queue.agentIds.flatMap((id) => agents.get(id)?.state ?? []);
    return {
      queue,
      waitingSince: queues.waitingSince(queue.id),
      agentsAvailable: states.filter((state) => state.presence === "available" && state.reachable).length,
      agentsSignedIn: states.filter((state) => state.presence !== "offline").length,
      today: this.#today.get(queue.tenantId)?.of(queue.id, clock.now()) ?? {
        offered: 0,
        answered: 0,
        abandoned: 0,
      },
    };
  }

  #queuesOf(tenantId: TenantId, agentId: AgentId): QueueRecord[] {
    return this.#options.queues.ofTenant(tenantId).filter((queue) => queue.agentIds.includes(agentId));
  }

  #onFact(fact: FloorFact): void {
    if (!("callId" in fact)) return;
    const before = this.#calls.get(fact.callId);
    const after = stepFloorCall(before, fact);
    if (after) this.#calls.set(fact.callId, after);
    else this.#calls.delete(fact.callId);
    if (after !== before) this.#tell({ kind: "call", tenantId: fact.tenantId, id: fact.callId });
    if ("queueId" in fact) this.#count(fact);
  }

  #count(fact: QueueFact): void {
    const today = this.#today.get(fact.tenantId);
    if (fact.type === "ContactQueued" && !fact.returning) today?.add(fact.queueId, "offered", fact.at);
    if (fact.type === "ContactAnswered") today?.add(fact.queueId, "answered", fact.at);
    if (fact.type === "ContactAbandoned") today?.add(fact.queueId, "abandoned", fact.at);
    this.#tell({ kind: "queue", tenantId: fact.tenantId, id: fact.queueId });
  }

  #tell(change: FloorChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
