// Places in line of callers who are to be called back: contacts of the routing engine without a leg. When an agent comes free
// for one, that agent is kept free until the place is given up.
import type { AgentId, CallId, QueueId, TenantId } from "@tandem/kernel";
import type { RoutingDecision, RoutingInput } from "#contact-center/routing";

export type KeptPlace = {
  readonly tenantId: TenantId;
  /** Of the callback: the engine knows the contact by it, which is no call. */
  readonly id: CallId;
  readonly queueId: QueueId;
  readonly number: string;
  /** Since when the caller waits. */
  readonly queuedAt: number;
  /** One agent at a time is kept free for it; otherwise as many as the queue rings at once. */
  readonly ringsOne?: boolean;
};

export type PlaceListener = {
  /** This agent is free for it. */
  readonly onTurn: (id: CallId, agentId: AgentId) => void;
  /** This agent is kept free for it no more, though the place is kept. */
  readonly onWithdrawn: (id: CallId, agentId: AgentId) => void;
  /** Its queue is another one now. */
  readonly onMoved: (id: CallId, queueId: QueueId) => void;
  /** Its queue is gone, or its number was blocked. */
  readonly onRefused: (id: CallId) => void;
};

export type KeptPlacesOptions = {
  readonly tell: (tenantId: TenantId, input: RoutingInput) => void;
  /** The agent is kept free for that place, or (undefined) for none any more. */
  readonly onKeptFree: (agentId: AgentId, place: KeptPlace | undefined) => void;
};

type Kept = {
  readonly place: KeptPlace;
  readonly listener: PlaceListener;
  /** Who is kept free for it. */
  readonly agentIds: Set<AgentId>;
};

export class KeptPlaces {
  readonly #tell: KeptPlacesOptions["tell"];
  readonly #onKeptFree: KeptPlacesOptions["onKeptFree"];
  readonly #places = new Map<CallId, Kept>();

  constructor({ tell, onKeptFree }: KeptPlacesOptions) {
    this.#tell = tell;
    this.#onKeptFree = onKeptFree;
  }

  has(id: CallId): boolean {
    return this.#places.has(id);
  }

  /** Puts it in line, where it was; its turn may be now. */
  keep(place: KeptPlace, listener: PlaceListener): void {
    const { tenantId, id, queueId, number, queuedAt, ringsOne } = place;
    this.#places.set(id, { place, listener, agentIds: new Set() });
    const known = { callId: id, queueId, number, queuedAt, enteredAt: queuedAt, priority: 0 };
    const contact = { ...known, stays: true, ...(ringsOne && { ringsOne }) } as const;
    this.#tell(tenantId, { kind: "contact-queued", contact });
  }

  /** Takes it out of the line; whoever was kept free for it is no more. */
  giveUp(id: CallId): void {
    const kept = this.#places.get(id);
    if (!kept) return;
    // First: offers that are taken back are nobody's then.
    this.#forget(id, kept);
    this.#tell(kept.place.tenantId, { kind: "contact-left", callId: id, willReturn: true });
  }

  /** The agent who was kept free has it now: it is in line no more. */
  accept(id: CallId, agentId: AgentId): void {
    const kept = this.#places.get(id);
    if (!kept) return;
    this.#forget(id, kept);
    this.#tell(kept.place.tenantId, { kind: "offer-accepted", callId: id, agentId });
  }

  /** The agent who was kept free cannot have it: somebody else's turn, or its own again later. */
  fail(id: CallId, agentId: AgentId): void {
    const kept = this.#places.get(id);
    if (!kept) return;
    this.#free(kept, agentId);
    this.#tell(kept.place.tenantId, { kind: "offer-failed", callId: id, agentId });
  }

  /** What routing decided of a place. */
  take(decision: RoutingDecision): void {
    const { callId: id } = decision;
    const kept = this.#places.get(id);
    if (!kept) return;
    const { place, listener } = kept;
    switch (decision.kind) {
      case "offer":
      case "wait":
        if (decision.queueId !== place.queueId) {
          this.#places.set(id, { ...kept, place: { ...place, queueId: decision.queueId } });
          listener.onMoved(id, decision.queueId);
        }
        if (decision.kind === "wait") return;
        kept.agentIds.add(decision.agentId);
        this.#onKeptFree(decision.agentId, this.#places.get(id)?.place);
        return listener.onTurn(id, decision.agentId);
      case "refuse":
        this.#forget(id, kept);
        return listener.onRefused(id);
      case "withdraw-offer":
        this.#free(kept, decision.agentId);
        return listener.onWithdrawn(id, decision.agentId);
      case "overflow":
        return;
      default:
        decision satisfies never;
    }
  }

  #forget(id: CallId, kept: Kept): void {
    this.#places.delete(id);
    for (const agentId of kept.agentIds) this.#free(kept, agentId);
  }

  #free({ agentIds }: Kept, agentId: AgentId): void {
    if (agentIds.delete(agentId)) this.#onKeptFree(agentId, undefined);
  }
}
