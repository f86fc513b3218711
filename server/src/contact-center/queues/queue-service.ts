// All queues of this node: takes callers in, rings agents for them as the routing engine says, lets the
// two hear each other, and tells the flow how it went.
import { makeFact } from "@tandem/kernel";
import type {
  AgentId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  QueueId,
  TenantId,
} from "@tandem/kernel";
import { isEligible } from "#contact-center/agents";
import type { Agents, AgentSignal } from "#contact-center/agents";
import type { BridgeFact, Bridges } from "#telephony/bridges";
import type { CallFact, CallSignal, Calls, LegEndCause, RingTarget } from "#telephony/calls";
import type { PromptLanguage, PromptLibrary } from "#telephony/prompts";
import type { OfferEnd, QueueFact } from "./queue-facts.ts";
import type { QueueRecord } from "./queue-store.ts";
import { newRouting, stepRouting } from "./routing.ts";
import type { RoutingEffect, RoutingInput, RoutingState } from "./routing.ts";
import { WaitingCaller } from "./waiting-caller.ts";

export type QueuesOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "play" | "dial" | "hangUpLeg" | "callerLegOf" | "exists">;
  readonly bridges: Pick<Bridges, "join">;
  readonly agents: Agents;
  readonly prompts: PromptLibrary;
  readonly facts: FactPublisher<QueueFact>;
  readonly below: FactSource<CallFact | CallSignal | BridgeFact | AgentSignal>;
  /** Which phones of an agent to ring, and in which order; undefined when none can be reached. */
  readonly phoneOf: (tenantId: TenantId, extension: string) => RingTarget | undefined;
};

type QueuedCall = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly queue: QueueRecord;
  readonly ani: string;
  readonly dnis: string;
  readonly language: PromptLanguage;
  readonly caller: WaitingCaller;
  queuedAt: number;
  offer: { agentId: AgentId; legId: LegId | undefined } | undefined;
  talking: { agentId: AgentId; readonly since: number } | undefined;
};

/** Callers who lost their agent go before all who wait. */
const returningPriority = 1000;

/** Ends of an agent's leg after which the caller still needs somebody. */
const losses: ReadonlySet<string> = new Set(["phone-lost", "no-sound", "transfer-failed"]);

export class Queues {
  readonly #options: QueuesOptions;
  readonly #queues = new Map<QueueId, QueueRecord>();
  readonly #routing = new Map<TenantId, RoutingState>();
  readonly #calls = new Map<CallId, QueuedCall>();

  constructor(options: QueuesOptions) {
    this.#options = options;
    const { below } = options;
    below.on("AgentChanged", (fact) => this.#agentChanged(fact.tenantId, fact.agentId));
    below.on("LegAnswered", (fact) => this.#answered(fact.callId, fact.legId));
    below.on("LegEnded", (fact) => this.#legEnded(fact));
    below.on("LegsBridged", (fact) => this.#bridged(fact.callId, fact.agentId));
    below.on("BridgeEnded", (fact) => this.#bridgeEnded(fact));
    below.on("CallEnded", (fact) => this.#callerLeft(fact.callId));
    below.on("PlaybackFinished", (fact) =>
      this.#calls.get(fact.callId)?.caller.onPlaybackFinished(fact.playbackId),
    );
  }

  /** Takes over a tenant's queues; who waits in a queue that stays keeps waiting. */
  replace(tenantId: TenantId, records: readonly QueueRecord[]): void {
    for (const [id, queue] of this.#queues) if (queue.tenantId === tenantId) this.#queues.delete(id);
    for (const record of records) this.#queues.set(record.id, record);
    for (const { record } of this.#options.agents.ofTenant(tenantId)) {
      const queueIds = records.filter((queue) => queue.agentIds.includes(record.id)).map((queue) => queue.id);
      this.#route(tenantId, { kind: "agent-serves", agentId: record.id, queueIds });
      this.#agentChanged(tenantId, record.id);
    }
  }

  ofTenant(tenantId: TenantId): QueueRecord[] {
    return [...this.#queues.values()].filter((queue) => queue.tenantId === tenantId);
  }

  /** Since when each caller of this queue has been waiting, the longest first. */
  waitingSince(queueId: QueueId): number[] {
    return [...this.#calls.values()]
      .filter((call) => call.queue.id === queueId && !call.talking)
      .map((call) => call.queuedAt)
      .toSorted((a, b) => a - b);
  }

  /** Puts a call in a queue's line; false when there is no such queue or call. */
  enqueue(entry: {
    tenantId: TenantId;
    callId: CallId;
    queueId: QueueId;
    ani: string;
    dnis: string;
    language: PromptLanguage;
  }): boolean {
    const queue = this.#queues.get(entry.queueId);
    const legId = this.#options.calls.callerLegOf(entry.callId);
    if (!queue || queue.tenantId !== entry.tenantId || !legId) return false;
    const { callId, language } = entry;
    const caller = new WaitingCaller({ ...this.#options, callId, legId, language, queue });
    const call: QueuedCall = {
      ...entry,
      queue,
      caller,
      queuedAt: this.#now(),
      offer: undefined,
      talking: undefined,
    };
    this.#calls.set(callId, call);
    this.#wait(call, false);
    return true;
  }

  /** Whether a queue sent this caller to whom they speak with. */
  has(callId: CallId): boolean {
    return this.#calls.has(callId);
  }

  /** The caller is handed to another number: the queue is done with them. */
  release(callId: CallId): void {
    const call = this.#calls.get(callId);
    if (!call?.talking) return;
    const { tenantId, queue, talking } = call;
    this.#calls.delete(callId);
    const talkMs = this.#now() - talking.since;
    const served = { tenantId, callId, queueId: queue.id, agentId: talking.agentId, talkMs };
    this.#publish({ type: "ContactServed", ...served, onward: true });
  }

  /** A transfer put a colleague in the agent's place. */
  #bridged(callId: CallId, agentId: AgentId | null): void {
    const talking = this.#calls.get(callId)?.talking;
    if (talking && agentId) talking.agentId = agentId;
  }

  #wait(call: QueuedCall, returning: boolean): void {
    const { tenantId, callId, queue } = call;
    call.queuedAt = this.#now();
    this.#publish({
      type: "ContactQueued",
      tenantId,
      callId,
      queueId: queue.id,
      queueName: queue.name,
      returning,
    });
    const priority = returning ? returningPriority : 0;
    const contact = { callId, queueId: queue.id, priority, queuedAt: call.queuedAt };
    this.#route(tenantId, { kind: "contact-queued", contact });
    call.caller.start(returning ? "returning" : call.offer ? "agent-is-rung" : "all-busy");
  }

  #route(tenantId: TenantId, input: RoutingInput): void {
    let state = this.#routing.get(tenantId);
    if (!state) this.#routing.set(tenantId, (state = newRouting()));
    for (const effect of stepRouting(state, input, this.#now())) this.#carryOut(tenantId, effect);
  }

  #carryOut(tenantId: TenantId, effect: RoutingEffect): void {
    switch (effect.kind) {
      case "offer":
        return this.#offer(effect.callId, effect.agentId);
      case "withdraw-offer":
        return this.#options.agents.withdrawOffer(effect.agentId, effect.callId);
      case "wake-at": {
        const delayMs = Math.max(0, effect.at - this.#now()) + 1;
        this.#options.clock.after(delayMs, () => this.#route(tenantId, { kind: "time" }));
        return;
      }
      default:
        effect satisfies never;
    }
  }

  #offer(callId: CallId, agentId: AgentId): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    const { agents, calls, phoneOf } = this.#options;
    const { tenantId, queue, ani, dnis } = call;
    const agent = agents.get(agentId);
    const target = agent && phoneOf(tenantId, agent.record.extension);
    const waitMs = this.#now() - call.queuedAt;
    const offered = { callId, queueId: queue.id, queueName: queue.name, ani, dnis, waitMs };
    if (!agent || !target || !agents.offer(agentId, offered, queue.wrapUpSeconds)) {
      return this.#offerFailed(call, agentId, "unreachable");
    }
    const agentName = agent.record.displayName;
    this.#publish({ type: "OfferMade", tenantId, callId, queueId: queue.id, agentId, agentName });
    const legId = calls.dial(callId, { agentId, target, ringTimeoutMs: queue.offerTimeoutSeconds * 1000 });
    call.offer = { agentId, legId };
    if (legId) agents.legDialed(agentId, legId);
  }

  #offerFailed(call: QueuedCall, agentId: AgentId, reason: OfferEnd): void {
    const { tenantId, callId, queue } = call;
    call.offer = undefined;
    this.#options.agents.withdrawOffer(agentId, callId);
    this.#publish({ type: "OfferFailed", tenantId, callId, queueId: queue.id, agentId, reason });
    this.#route(tenantId, { kind: "offer-failed", callId, agentId });
  }

  #answered(callId: CallId, legId: LegId): void {
    const call = this.#calls.get(callId);
    if (call?.offer?.legId !== legId) return;
    const { tenantId, queue, offer } = call;
    const { agentId } = offer;
    const callerLegId = this.#options.calls.callerLegOf(callId);
    const agent = this.#options.agents.get(agentId);
    if (!callerLegId || !agent) return this.#options.calls.hangUpLeg(callId, legId, "cancelled");
    const now = this.#now();
    call.offer = undefined;
    call.talking = { agentId, since: now };
    call.caller.stop();
    this.#route(tenantId, { kind: "offer-accepted", callId });
    this.#publish({
      type: "ContactAnswered",
      tenantId,
      callId,
      queueId: queue.id,
      agentId,
      agentName: agent.record.displayName,
      legId,
      waitMs: now - call.queuedAt,
    });
    const holdMusic = this.#options.prompts.files([queue.music], call.language);
    this.#options.bridges.join({ tenantId, callId, callerLegId, agentLegId: legId, agentId, holdMusic });
  }

  #legEnded(fact: { callId: CallId; legId: LegId; agentId: AgentId | null; cause: LegEndCause }): void {
    const call = this.#calls.get(fact.callId);
    // Before the end of the agent's leg, which follows: that is no reason to ring somebody else.
    const isCaller = fact.legId === this.#options.calls.callerLegOf(fact.callId);
    if (isCaller && call && !call.talking) return this.#callerLeft(fact.callId);
    if (call?.offer?.legId !== fact.legId) return;
    this.#offerFailed(call, call.offer.agentId, offerEndOf(fact.cause));
  }

  #bridgeEnded(fact: { callId: CallId; endedLegId: LegId; agentLegId: LegId; cause: string }): void {
    const call = this.#calls.get(fact.callId);
    if (!call?.talking) return;
    const { agentId, since } = call.talking;
    const { tenantId, callId, queue } = call;
    const lostAgent = fact.endedLegId === fact.agentLegId && losses.has(fact.cause);
    if (lostAgent && this.#options.calls.callerLegOf(callId)) {
      call.talking = undefined;
      this.#publish({
        type: "ContactReturned",
        tenantId,
        callId,
        queueId: queue.id,
        agentId,
        reason: fact.cause,
      });
      return this.#wait(call, true);
    }
    this.#calls.delete(callId);
    const talkMs = this.#now() - since;
    this.#publish({ type: "ContactServed", tenantId, callId, queueId: queue.id, agentId, talkMs });
  }

  #callerLeft(callId: CallId): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    const { tenantId, queue, offer } = call;
    this.#calls.delete(callId);
    call.caller.stop();
    if (offer) {
      this.#publish({
        type: "OfferFailed",
        tenantId,
        callId,
        queueId: queue.id,
        agentId: offer.agentId,
        reason: "caller-left",
      });
    }
    const waitMs = this.#now() - call.queuedAt;
    this.#publish({ type: "ContactAbandoned", tenantId, callId, queueId: queue.id, waitMs });
    this.#route(tenantId, { kind: "contact-left", callId });
  }

  #agentChanged(tenantId: TenantId, agentId: AgentId): void {
    const agent = this.#options.agents.get(agentId);
    if (!agent) return;
    const { state } = agent;
    const idleSince = Math.max(state.workStateSince, state.presenceSince);
    this.#route(tenantId, { kind: "agent-changed", agentId, eligible: isEligible(state), idleSince });
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #publish(content: FactContent<QueueFact>): void {
    this.#options.facts.publish(makeFact<QueueFact>(this.#options.clock, content));
  }
}

function offerEndOf(cause: LegEndCause): OfferEnd {
  if (cause === "no-answer") return "no-answer";
  if (cause === "busy" || cause === "declined") return "declined";
  return "unreachable";
}
