// Runs a day through the routing engine in virtual time: the engine decides, and here is what callers and agents do.
import type { AgentId, CallId } from "@tandem/kernel";
import { IndexedHeap, newRouting, nextWakeAt, stepRouting, waitOutlook } from "#contact-center/routing";
import type {
  AgentRouting,
  Placed,
  QueueRouting,
  RoutingDecision,
  RoutingInput,
  RoutingOptions,
} from "#contact-center/routing";
import type { SimulatedContact } from "./day.ts";
import { dutyInput, Duties } from "./duty.ts";
import type { DayChange } from "./duty.ts";
import { emptyResult } from "./result.ts";
import type { QueueResult, SimulationResult } from "./result.ts";

export type Simulation = {
  readonly queues: readonly QueueRouting[];
  readonly agents: readonly AgentRouting[];
  /** In order of time. */
  readonly contacts: Iterable<SimulatedContact>;
  /** How long a phone rings before it is answered, ms. */
  readonly answerMs?: number;
  /** Contacts that come before are run but not counted. */
  readonly countFromMs?: number;
  /** Whether each estimated wait is compared with what came of it. */
  readonly estimates?: boolean;
  readonly options?: Partial<RoutingOptions>;
  /** In order of time; undefined: every agent is at work and every queue open throughout. Otherwise agents come by these. */
  readonly changes?: readonly DayChange[];
  /** Told of every contact what came of it. */
  readonly onOutcome?: (outcome: SimulatedOutcome) => void;
};

export type SimulatedOutcome = {
  readonly contact: SimulatedContact;
  readonly kind: "answered" | "abandoned" | "flowed-out";
  readonly atMs: number;
  /** Who answered. */
  readonly agentId?: AgentId;
};

type Caller = {
  readonly callId: CallId;
  readonly contact: SimulatedContact;
  readonly counted: QueueResult | undefined;
  stage: "waiting" | "answered" | "gone";
  estimateMs: number | undefined;
};

type Event = Placed & {
  readonly at: number;
  readonly sequence: number;
  readonly kind: "answer" | "give-up" | "finish";
  readonly caller: Caller;
  readonly agentId: AgentId | undefined;
};

/** Runs until the last caller has been served or has left. */
export function simulate(simulation: Simulation): SimulationResult {
  return new Run(simulation).toTheEnd();
}

class Run {
  readonly #simulation: Simulation;
  readonly #state;
  readonly #result: SimulationResult;
  readonly #callers = new Map<CallId, Caller>();
  readonly #events = new IndexedHeap<Event>(
    (a, b) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence),
  );
  readonly #duties = new Duties();
  #nextChange = 0;
  #sequence = 0;
  #now = 0;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#state = newRouting(simulation.options);
    this.#result = emptyResult(simulation.queues);
    for (const queue of simulation.queues) this.#tell({ kind: "queue-configured", queue });
    for (const agent of simulation.agents) {
      this.#tell({ kind: "agent-configured", agent });
      if (!simulation.changes) this.#change({ atMs: 0, agentId: agent.agentId, presence: "available" });
    }
  }

  toTheEnd(): SimulationResult {
    for (const contact of this.#simulation.contacts) {
      this.#runUntil(contact.atMs);
      this.#now = contact.atMs;
      this.#arrive(contact);
    }
    this.#runUntil(Infinity);
    this.#result.endedAtMs = this.#now;
    return this.#result;
  }

  /** Changes, events, and what the engine wants to be woken for, in order of time. */
  #runUntil(end: number): void {
    while (true) {
      const eventAt = this.#events.first?.at ?? Infinity;
      const wakeAt = nextWakeAt(this.#state) ?? Infinity;
      const change = this.#simulation.changes?.[this.#nextChange];
      const changeAt = change?.atMs ?? Infinity;
      const at = Math.min(eventAt, wakeAt, changeAt);
      if (at > end || at === Infinity) return;
      this.#now = at;
      if (change && changeAt === at) {
        this.#nextChange++;
        this.#change(change);
      } else if (wakeAt <= eventAt) this.#tell({ kind: "time" });
      else this.#happen(this.#events.first as Event);
    }
  }

  #change(change: DayChange): void {
    if ("queueId" in change) {
      const { queueId, open } = change;
      return this.#tell({ kind: "queue-opened", queueId, open });
    }
    const { agentId, presence } = change;
    this.#tell(dutyInput(agentId, this.#duties.is(agentId, presence), this.#now));
  }

  #arrive(contact: SimulatedContact): void {
    const callId = String(this.#sequence++) as CallId;
    const isCounted = contact.atMs >= (this.#simulation.countFromMs ?? 0);
    const counted = isCounted ? this.#result.queues.get(contact.queueId) : undefined;
    const caller: Caller = { callId, contact, counted, stage: "waiting", estimateMs: undefined };
    this.#callers.set(callId, caller);
    if (counted) counted.offered++;
    const { queueId, priority = 0, atMs: queuedAt } = contact;
    this.#tell({ kind: "contact-queued", contact: { callId, queueId, priority, queuedAt } });
    if (caller.stage === "waiting" && contact.patienceMs !== Infinity)
      this.#plan("give-up", contact.patienceMs, caller, undefined);
  }

  #plan(kind: Event["kind"], afterMs: number, caller: Caller, agentId: AgentId | undefined): void {
    this.#events.add({
      at: this.#now + afterMs,
      sequence: this.#sequence++,
      kind,
      caller,
      agentId,
      place: -1,
    });
  }

  #happen(event: Event): void {
    this.#events.remove(event);
    const { caller, agentId, kind } = event;
    if (kind === "finish" && agentId !== undefined)
      this.#tell(dutyInput(agentId, this.#duties.finishes(agentId), this.#now));
    else if (caller.stage !== "waiting") return;
    else if (kind === "answer" && agentId !== undefined) this.#answer(caller, agentId);
    else this.#giveUp(caller);
  }

  #answer(caller: Caller, agentId: AgentId): void {
    const { callId, contact, counted } = caller;
    caller.stage = "answered";
    this.#callers.delete(callId);
    this.#duties.serves(agentId);
    this.#simulation.onOutcome?.({ contact, kind: "answered", atMs: this.#now, agentId });
    this.#tell({ kind: "offer-accepted", callId, agentId });
    this.#plan("finish", contact.handlingMs, caller, agentId);
    if (!counted) return;
    const waitMs = this.#now - contact.atMs;
    counted.answered++;
    counted.waitMs += waitMs;
    counted.handlingMs += contact.handlingMs;
    if (waitMs > 0) counted.delayed++;
    if (waitMs <= counted.targetMs) counted.withinTarget++;
    if (caller.estimateMs !== undefined) counted.estimates.add(caller.estimateMs, waitMs);
  }

  #giveUp(caller: Caller): void {
    const { contact, counted } = caller;
    caller.stage = "gone";
    this.#callers.delete(caller.callId);
    this.#simulation.onOutcome?.({ contact, kind: "abandoned", atMs: this.#now });
    this.#tell({ kind: "contact-left", callId: caller.callId });
    if (!counted) return;
    counted.abandoned++;
    counted.delayed++;
    counted.waitMs += this.#now - caller.contact.atMs;
  }

  #tell(input: RoutingInput): void {
    for (const decision of stepRouting(this.#state, input, this.#now)) this.#carryOut(decision);
  }

  #carryOut(decision: RoutingDecision): void {
    const caller = this.#callers.get(decision.callId);
    if (!caller) return;
    this.#result.decisions++;
    switch (decision.kind) {
      case "offer": {
        const { answerMs = 0 } = this.#simulation;
        if (answerMs > 0) this.#plan("answer", answerMs, caller, decision.agentId);
        else if (caller.stage === "waiting") this.#answer(caller, decision.agentId);
        return;
      }
      case "wait":
        if (this.#simulation.estimates)
          caller.estimateMs = waitOutlook(this.#state, caller.callId, this.#now)?.estimatedWaitMs;
        return;
      case "withdraw-offer":
        return;
      case "overflow":
        if (decision.to.kind !== "queue") this.#goElsewhere(caller);
        return;
      case "refuse":
        return this.#goElsewhere(caller);
      default:
        decision satisfies never;
    }
  }

  #goElsewhere(caller: Caller): void {
    caller.stage = "gone";
    this.#callers.delete(caller.callId);
    this.#simulation.onOutcome?.({ contact: caller.contact, kind: "flowed-out", atMs: this.#now });
    if (caller.counted) caller.counted.flowedOut++;
  }
}
