// What the engine knows: contacts, agents and queues, each indexed by what is asked of it. Only the files of
// this module change it, in place: a copy at every step would cost as much as there are agents and callers.
//
// A pool is the contacts of one queue that need the same skills, with the agents who have them. A seat is
// one agent in one pool. A free agent's seats stand in the heaps of their pools, in the order of the
// queue's strategy; a waiting contact stands in the heap of its one pool, or of the agent it is kept for.
import type { AgentId, CallId, QueueId } from "@tandem/kernel";
import type { AgentRouting, QueueChoice, QueueRouting, Requirement } from "./configuration.ts";
import type { Contact } from "./decisions.ts";
import { newWaitEstimate } from "./estimated-wait.ts";
import type { WaitEstimate } from "./estimated-wait.ts";
import { IndexedHeap } from "./indexed-heap.ts";
import type { LineNode } from "./ranked-line.ts";
import { RankedLine } from "./ranked-line.ts";

export type Standing = "free" | "offDuty" | "notReady" | "busy" | "resting";

/** Something that time alone changes: a rest ends, or a contact's next ring, limit or overflow is due. */
export type Timer = {
  at: number;
  readonly sequence: number;
  readonly agent: AgentEntry | undefined;
  readonly contact: Waiting | undefined;
  place: number;
};

export type Seat = {
  readonly agent: AgentEntry;
  readonly pool: Pool;
  /** Sum of the levels in the skills asked for. */
  readonly level: number;
  /** The order among free agents, lower first; written when the agent comes free. */
  rank: number;
  tie: number;
  place: number;
};

export type Pool = {
  readonly queue: QueueEntry;
  readonly signature: string;
  readonly requirements: readonly Requirement[];
  readonly free: IndexedHeap<Seat>;
  readonly line: IndexedHeap<Waiting>;
  /** Agents with a seat, by standing. */
  readonly standings: Record<Standing, number>;
  /** Contacts that are of this pool now, offered ones included. */
  users: number;
};

export type QueueEntry = {
  readonly queueId: QueueId;
  settings: QueueRouting;
  open: boolean;
  readonly members: Set<AgentEntry>;
  onDuty: number;
  readonly pools: Map<string, Pool>;
  /** The pools of contacts without needs of their own: one, and one for each ring. */
  rings: Pool[];
  readonly contacts: Set<Waiting>;
  /** Those of them that nobody is rung for, in order. */
  readonly order: RankedLine<Waiting>;
  turns: number;
  /** Added to a contact's key where queues compete, ms. */
  offset: number;
  /** Share answered within the target, of late. */
  recentLevel: number;
  readonly estimate: WaitEstimate;
};

export type Waiting = {
  readonly callId: CallId;
  readonly contact: Contact;
  queue: QueueEntry;
  pool: Pool;
  ring: number;
  /** Entry time less what priority is worth: never changes while waiting, so that ageing needs no sorting. */
  key: number;
  readonly sequence: number;
  /** Since when in this queue. */
  enteredAt: number;
  /** Kept for this agent until then. */
  keptFor: AgentEntry | undefined;
  keptUntil: number;
  /** Was in line, not offered at once. */
  stood: boolean;
  /** While it is in line. */
  node: LineNode<Waiting> | undefined;
  /** Agents rung for it. */
  readonly offers: AgentEntry[];
  /** Queues it has been in: it enters none of them again by overflow. */
  visited: readonly QueueId[];
  timer: Timer | undefined;
  place: number;
};

export type AgentEntry = {
  readonly agentId: AgentId;
  settings: AgentRouting;
  onDuty: boolean;
  ready: boolean;
  load: number;
  idleSince: number;
  restUntil: number;
  rest: Timer | undefined;
  /** Calls answered today. */
  handled: number;
  standing: Standing;
  readonly seats: Seat[];
  readonly offers: Waiting[];
  readonly kept: IndexedHeap<Waiting>;
  readonly turns: Map<QueueEntry, number>;
  /** The contact answered last, to learn how long contacts of its queue take. */
  serving: { readonly queue: QueueEntry; readonly since: number } | undefined;
};

export type RoutingOptions = {
  readonly choice: QueueChoice;
  /** How long an agent who let an offer pass is not offered another. */
  readonly restMs: number;
};

export type RoutingState = {
  readonly options: RoutingOptions;
  readonly agents: Map<AgentId, AgentEntry>;
  readonly queues: Map<QueueId, QueueEntry>;
  readonly contacts: Map<CallId, Waiting>;
  readonly timers: IndexedHeap<Timer>;
  important: ReadonlyMap<string, number>;
  blocked: ReadonlySet<string>;
  sequence: number;
};

/** Time to look up, not a punishment. */
export const restAfterMissedOfferMs = 5000;

export function newRouting(options: Partial<RoutingOptions> = {}): RoutingState {
  return {
    options: { choice: "earliest-target", restMs: restAfterMissedOfferMs, ...options },
    agents: new Map(),
    queues: new Map(),
    contacts: new Map(),
    timers: new IndexedHeap<Timer>((a, b) => a.at < b.at || (a.at === b.at && a.sequence < b.sequence)),
    important: new Map(),
    blocked: new Set(),
    sequence: 0,
  };
}

export function newQueueEntry(settings: QueueRouting): QueueEntry {
  return {
    queueId: settings.queueId,
    settings,
    open: true,
    members: new Set(),
    onDuty: 0,
    pools: new Map(),
    rings: [],
    contacts: new Set(),
    order: new RankedLine<Waiting>(),
    turns: 0,
    offset: 0,
    recentLevel: settings.goal,
    estimate: newWaitEstimate(),
  };
}

export function newAgentEntry(settings: AgentRouting): AgentEntry {
  return {
    agentId: settings.agentId,
    settings,
    onDuty: false,
    ready: false,
    load: 0,
    idleSince: 0,
    restUntil: 0,
    rest: undefined,
    handled: 0,
    standing: "offDuty",
    seats: [],
    offers: [],
    kept: new IndexedHeap<Waiting>(goesBefore),
    turns: new Map(),
    serving: undefined,
  };
}

/** Whether one contact of a line goes before another. */
export function goesBefore(a: Waiting, b: Waiting): boolean {
  return a.key < b.key || (a.key === b.key && a.sequence < b.sequence);
}

/** Where queues compete, the lower goes first. */
export function urgency(waiting: Waiting): number {
  return waiting.key + waiting.queue.offset;
}

/** Sets, moves or (undefined) ends what a contact waits for. */
export function setContactTimer(state: RoutingState, waiting: Waiting, at: number | undefined): void {
  if (waiting.timer?.at === at) return;
  if (waiting.timer) state.timers.remove(waiting.timer);
  waiting.timer = undefined;
  if (at === undefined) return;
  waiting.timer = { at, sequence: state.sequence++, agent: undefined, contact: waiting, place: -1 };
  state.timers.add(waiting.timer);
}

export function setRestTimer(state: RoutingState, agent: AgentEntry, at: number | undefined): void {
  if (agent.rest) state.timers.remove(agent.rest);
  agent.rest = undefined;
  if (at === undefined) return;
  agent.rest = { at, sequence: state.sequence++, agent, contact: undefined, place: -1 };
  state.timers.add(agent.rest);
}
