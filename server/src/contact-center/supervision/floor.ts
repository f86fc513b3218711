// The live floor: every queue, agent and call as it is now, and which of them changed.
import type { AgentId, CallId, Clock, Fact, FactSource, QueueId, TenantId } from "@tandem/kernel";
import { isReady } from "#contact-center/agents";
import type { Agent, Agents, AgentSignal } from "#contact-center/agents";
import type { Callbacks } from "#contact-center/callbacks";
import type { QueueRecord, Queues } from "#contact-center/queues";
import { defaultTargetMs, noTally, segmentFacts } from "#contact-center/metrics";
import type { QueueSegment } from "#contact-center/metrics";
import { stepFloorCall } from "./floor-call.ts";
import type { FloorCall } from "./floor-call.ts";
import type { FloorFact } from "./floor-fact.ts";
import { TodayFigures } from "./today-figures.ts";
import type { QueueFigures } from "./today-figures.ts";

export type FloorQueue = {
  readonly queue: QueueRecord;
  readonly waitingSince: readonly number[];
  /** How many are to be called back. */
  readonly callbacks: number;
  readonly agentsAvailable: number;
  readonly agentsSignedIn: number;
  readonly today: QueueFigures;
  /** Answer within that time. */
  readonly targetMs: number;
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
  readonly callbacks: Pick<Callbacks, "countOf">;
  readonly facts: FactSource<FloorFact | AgentSignal> & {
    onAny(handler: (fact: Fact) => void): () => void;
  };
};

const noFigures: QueueFigures = { total: noTally, hours: [] };

export class Floor {
  readonly #options: FloorOptions;
  readonly #calls = new Map<CallId, FloorCall>();
  readonly #today = new Map<TenantId, TodayFigures>();
  readonly #targets = new Map<TenantId, ReadonlyMap<QueueId, number>>();
  /** What happened before a tenant's day was read from the database. */
  readonly #early = new Map<TenantId, FloorFact[]>();
  readonly #listeners = new Set<(change: FloorChange) => void>();

  constructor(options: FloorOptions) {
    this.#options = options;
    options.facts.onAny((fact) => this.#onFact(fact as FloorFact));
    options.facts.on("AgentChanged", ({ tenantId, agentId }) => {
      this.#tell({ kind: "agent", tenantId, id: agentId });
      for (const queue of options.queues.ofAgent(tenantId, agentId))
        this.#tell({ kind: "queue", tenantId, id: queue.id });
    });
  }

  /** Goes on with a tenant's day from the segments that are stored of it. */
  openTenant(tenantId: TenantId, timeZone: string, stored: readonly QueueSegment[]): void {
    const today = new TodayFigures(timeZone, this.#options.clock.now(), stored);
    today.setTargets(this.#targets.get(tenantId) ?? new Map());
    for (const fact of this.#early.get(tenantId) ?? []) today.hear(fact);
    this.#early.delete(tenantId);
    this.#today.set(tenantId, today);
    this.refresh(tenantId);
  }

  /** By when each queue wants its callers answered, ms. */
  setTargets(tenantId: TenantId, targetMs: ReadonlyMap<QueueId, number>): void {
    this.#targets.set(tenantId, targetMs);
    this.#today.get(tenantId)?.setTargets(targetMs);
  }

  /** Hears what changed, as it changes. The returned function ends it. */
  onChange(listener: (change: FloorChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  queueChanged(tenantId: TenantId, id: QueueId): void {
    this.#tell({ kind: "queue", tenantId, id });
  }

  /** Queues, or who serves them, are others than before. */
  refresh(tenantId: TenantId): void {
    for (const { record } of this.#options.agents.ofTenant(tenantId))
      this.#tell({ kind: "agent", tenantId, id: record.id });
    for (const { id } of this.#options.queues.ofTenant(tenantId)) this.#tell({ kind: "queue", tenantId, id });
  }

  call(callId: CallId): FloorCall | undefined {
    return this.#calls.get(callId);
  }

  /** Goes on with a call of an earlier process, whose phones that rang for it ring no more. */
  restore(call: FloorCall): void {
    const stage = call.stage === "offered" ? "waiting" : call.stage;
    const agentName = call.stage === "offered" ? null : call.agentName;
    this.#calls.set(call.id, { ...call, stage, agentName });
    this.#tell({ kind: "call", tenantId: call.tenantId, id: call.id });
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
    const queue = this.#options.queues.get(tenantId, queueId);
    return queue && this.#floorQueue(queue);
  }

  #floorQueue(queue: QueueRecord): FloorQueue {
    const { agents, queues, clock } = this.#options;
    const states = queue.agentIds.flatMap((id) => agents.get(id)?.state ?? []);
    return {
      queue,
      waitingSince: queues.waitingSince(queue.id),
      callbacks: this.#options.callbacks.countOf(queue.id),
      agentsAvailable: states.filter(isReady).length,
      agentsSignedIn: states.filter((state) => state.presence !== "offline").length,
      today: this.#today.get(queue.tenantId)?.of(queue.id, clock.now()) ?? noFigures,
      targetMs: this.#targets.get(queue.tenantId)?.get(queue.id) ?? defaultTargetMs,
    };
  }

  #onFact(fact: FloorFact): void {
    if (!("callId" in fact)) return;
    const before = this.#calls.get(fact.callId);
    const after = stepFloorCall(
      before,
      fact,
      (agentId) => this.#options.agents.get(agentId)?.record.displayName,
    );
    if (after) this.#calls.set(fact.callId, after);
    else this.#calls.delete(fact.callId);
    if (after !== before) this.#tell({ kind: "call", tenantId: fact.tenantId, id: fact.callId });
    this.#count(fact);
    // Facts of other modules pass here too: a message for a person, and a call out for nobody else, are of no queue.
    const queueId: QueueId | null = "queueId" in fact ? fact.queueId : null;
    if (queueId !== null) this.#tell({ kind: "queue", tenantId: fact.tenantId, id: queueId });
  }

  #count(fact: FloorFact): void {
    if (!segmentFacts.has(fact.type)) return;
    const today = this.#today.get(fact.tenantId);
    if (today) return today.hear(fact);
    const early = this.#early.get(fact.tenantId) ?? [];
    early.push(fact);
    this.#early.set(fact.tenantId, early);
  }

  #tell(change: FloorChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
