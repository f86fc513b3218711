// Rings agents' phones for the callers of queues, as many at once as routing says, and notes what becomes of each offer.
import type { AgentId, CallId, Clock, FactContent, LegId, QueueId, TenantId } from "@tandem/kernel";
import type { Agents } from "#contact-center/agents";
import type { RoutingDecision } from "#contact-center/routing";
import type { Calls, RingTarget } from "#telephony/calls";
import type { OfferEnd, QueueFact } from "./queue-facts.ts";
import type { QueuedCall } from "./queued-call.ts";

export type QueueOffersOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "dial" | "hangUpLeg">;
  readonly agents: Agents;
  readonly phoneOf: (tenantId: TenantId, extension: string) => RingTarget | undefined;
  readonly autoAnswers?: (tenantId: TenantId, queueId: QueueId, agentId: AgentId) => boolean;
  readonly publish: (content: FactContent<QueueFact>) => void;
  /** Routing is to offer the caller to somebody else. */
  readonly onFailed: (tenantId: TenantId, callId: CallId, agentId: AgentId) => void;
};

type Offer = Extract<RoutingDecision, { kind: "offer" }>;
type Withdrawal = Extract<RoutingDecision, { kind: "withdraw-offer" }>;

export class QueueOffers {
  readonly #options: QueueOffersOptions;

  constructor(options: QueueOffersOptions) {
    this.#options = options;
  }

  make(call: QueuedCall, { agentId, why }: Offer): void {
    const { agents, calls, phoneOf, publish, clock } = this.#options;
    const { tenantId, callId, queue, ani, dnis } = call;
    const agent = agents.get(agentId);
    const target = agent && phoneOf(tenantId, agent.record.extension);
    const waitMs = clock.now() - call.queuedAt;
    const isCallback = call.calledBackSince !== undefined;
    const caller = { callId, queueId: queue.id, queueName: queue.name, ani, dnis, waitMs };
    const { tags } = call;
    const offered = { ...caller, ...(isCallback && { isCallback }), ...(tags && { tags }) };
    if (!agent || !target || !agents.offer(agentId, offered, queue.wrapUpSeconds)) {
      return this.fail(call, agentId, "unreachable");
    }
    const about = { tenantId, callId, queueId: queue.id, agentId };
    call.offers.set(agentId, undefined);
    publish({ type: "OfferMade", ...about, agentName: agent.record.displayName });
    publish({ type: "OfferExplained", ...about, why });
    const autoAnswer = this.#options.autoAnswers?.(tenantId, queue.id, agentId) ?? false;
    const ringTimeoutMs = queue.offerTimeoutSeconds * 1000;
    const legId = calls.dial(callId, { agentId, target, ringTimeoutMs, autoAnswer });
    call.offers.set(agentId, legId);
    if (legId) agents.legDialed(agentId, legId);
  }

  /** Nobody came to the agent's phone. */
  fail(call: QueuedCall, agentId: AgentId, reason: OfferEnd): void {
    this.#end(call, agentId, reason);
    this.#options.onFailed(call.tenantId, call.callId, agentId);
  }

  /** Routing takes an offer back; `call` is undefined once its caller is gone, with whom the phones stop by themselves. */
  withdraw(call: QueuedCall | undefined, { agentId, callId, because }: Withdrawal): void {
    const legId = call?.offers.get(agentId);
    if (!call?.offers.has(agentId)) return this.#options.agents.withdrawOffer(agentId, callId);
    this.#end(call, agentId, because === "answered-elsewhere" ? because : "withdrawn");
    const cause = because === "answered-elsewhere" ? because : "cancelled";
    if (legId) this.#options.calls.hangUpLeg(callId, legId, cause);
  }

  /** The caller is gone. */
  endAll(call: QueuedCall): void {
    for (const agentId of call.offers.keys()) this.#note(call, agentId, "caller-left");
  }

  /** Whose phone that leg is; undefined when it rings for nobody's offer. */
  agentOf(call: QueuedCall, legId: LegId): AgentId | undefined {
    for (const [agentId, rung] of call.offers) if (rung === legId) return agentId;
    return undefined;
  }

  #end(call: QueuedCall, agentId: AgentId, reason: OfferEnd): void {
    this.#options.agents.withdrawOffer(agentId, call.callId);
    this.#note(call, agentId, reason);
  }

  #note(call: QueuedCall, agentId: AgentId, reason: OfferEnd): void {
    const { tenantId, callId, queue } = call;
    call.offers.delete(agentId);
    this.#options.publish({ type: "OfferFailed", tenantId, callId, queueId: queue.id, agentId, reason });
  }
}
