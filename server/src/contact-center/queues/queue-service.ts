// All queues of this node: takes callers in, rings agents for them as the routing engine says, lets the
// two hear each other, and tells the flow how it went.
import { err, makeFact, ok } from "@tandem/kernel";
import type {
  AgentId,
  CalendarId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  QueueId,
  Result,
  SkillId,
  TenantId,
} from "@tandem/kernel";
import type { Agents, AgentSignal, KeptFor } from "#contact-center/agents";
import { EstimateErrors, routingProblems } from "#contact-center/routing";
import type { Contact, RoutingDecision, RoutingProblem } from "#contact-center/routing";
import type { BridgeFact, Bridges } from "#telephony/bridges";
import type { CallFact, CallSignal, Calls, LegEndCause, RingTarget } from "#telephony/calls";
import type { PromptLanguage, PromptLibrary } from "#telephony/prompts";
import { CallerLists } from "./caller-lists.ts";
import type { LastTalk } from "./last-agents.ts";
import type { ListedNumber } from "./listed-number-store.ts";
import type { QueueFact } from "./queue-facts.ts";
import { isLoss, offerEndOf } from "./queued-call.ts";
import type { QueuedCall, QueuedCallSnapshot } from "./queued-call.ts";
import { QueuedCalls } from "./queued-calls.ts";
import { QueueDirectory } from "./queue-directory.ts";
import { QueueDepartures } from "./queue-departures.ts";
import { QueueOffers } from "./queue-offers.ts";
import { KeptPlaces } from "./kept-places.ts";
import type { KeptPlace } from "./kept-places.ts";
import { agentNews, agentRoutings, queueRoutings } from "./queue-routing.ts";
import type { QueueSettings } from "./queue-settings.ts";
import type { QueueRecord } from "./queue-store.ts";
import type { RoutingSettings } from "./routing-store.ts";
import { spokenWait } from "./spoken-wait.ts";
import { TenantRouting } from "./tenant-routing.ts";
import { WaitingCaller } from "./waiting-caller.ts";

export type QueuesOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "play" | "dial" | "hangUp" | "hangUpLeg" | "callerLegOf" | "exists">;
  readonly bridges: Pick<Bridges, "join">;
  readonly agents: Agents;
  readonly prompts: Pick<PromptLibrary, "files">;
  readonly facts: FactPublisher<QueueFact>;
  readonly below: FactSource<CallFact | CallSignal | BridgeFact | AgentSignal>;
  /** Which phones of an agent to ring, and in which order; undefined when none can be reached. */
  readonly phoneOf: (tenantId: TenantId, extension: string) => RingTarget | undefined;
  /** Whether an agent's phone is to answer a caller of that queue by itself; default: none does. */
  readonly autoAnswers?: (tenantId: TenantId, queueId: QueueId, agentId: AgentId) => boolean;
  /** Whether a calendar is open now. */
  readonly isOpen: (tenantId: TenantId, calendarId: CalendarId) => boolean;
  /** A snapshot of this call would be another than before. */
  readonly onChanged?: (callId: CallId) => void;
};

/** Why a caller was not given to an agent: they are with somebody, are being offered, or the agent cannot take them. */
export type AssignError = "not-waiting" | "being-offered" | "agent-not-free";

/** Callers who lost their agent go before all who wait. */
const returningPriority = 1000;

export class Queues {
  readonly #options: QueuesOptions;
  readonly #queues = new QueueDirectory();
  readonly #routing: TenantRouting;
  readonly #calls = new QueuedCalls();
  readonly #offers: QueueOffers;
  readonly #departures: QueueDepartures;
  readonly #lists = new CallerLists();
  readonly #settings = new Map<TenantId, RoutingSettings>();
  /** Agents who are on the line already for a caller who comes into a queue. */
  readonly #expecting = new Map<CallId, { readonly agentId: AgentId; readonly legId: LegId }>();
  /** Places in line of who is to be called back. */
  readonly places: KeptPlaces;
  /** How far the waits that were expected were from those that came. */
  readonly estimateErrors = new EstimateErrors();

  constructor(options: QueuesOptions) {
    this.#options = options;
    const { below, clock } = options;
    this.#routing = new TenantRouting(clock, (decision) => this.#carryOut(decision));
    this.places = new KeptPlaces({
      tell: (tenantId, input) => this.#routing.tell(tenantId, input),
      onKeptFree: (agentId, place) => options.agents.keepFree(agentId, place && this.#keptFor(place)),
    });
    const publish = (content: FactContent<QueueFact>) => this.#publish(content);
    this.#departures = new QueueDepartures(this.#calls, clock, publish);
    this.#offers = new QueueOffers({
      ...options,
      publish,
      onFailed: (tenantId, callId, agentId) =>
        this.#routing.tell(tenantId, { kind: "offer-failed", callId, agentId }),
    });
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
  replace(tenantId: TenantId, records: readonly QueueRecord[], settings: RoutingSettings): void {
    this.#queues.replace(tenantId, records);
    this.#settings.set(tenantId, settings);
    for (const call of this.#calls.all())
      if (call.tenantId === tenantId) call.queue = this.#queues.get(tenantId, call.queue.id) ?? call.queue;
    const agents = this.#options.agents.ofTenant(tenantId);
    const routings = agentRoutings(agents, records, settings);
    this.#routing.configure(tenantId, queueRoutings(records, settings), routings);
    for (const { record } of agents) this.#agentChanged(tenantId, record.id);
    this.lookAtHours(tenantId);
  }

  /** A tenant's calendars may have opened or closed. */
  lookAtHours(tenantId: TenantId): void {
    for (const [queueId, { calendarId }] of this.#settings.get(tenantId)?.queues ?? []) {
      const open = calendarId === null || this.#options.isOpen(tenantId, calendarId);
      this.#routing.tell(tenantId, { kind: "queue-opened", queueId, open });
    }
  }

  /** Takes over who goes first and who is let into no queue; it counts for callers who come from now on. */
  replaceLists(tenantId: TenantId, listed: readonly ListedNumber[]): void {
    this.#routing.tell(tenantId, { kind: "lists-configured", ...this.#lists.replace(tenantId, listed) });
  }

  /** Takes over who spoke with whom before this start. */
  rememberTalks(tenantId: TenantId, talks: readonly LastTalk[]): void {
    for (const talk of talks) this.#lists.noteTalk(tenantId, talk);
  }

  /** The queue is gone: who waits there waits in `moveTo`, or goes on in their flow when there is none. */
  remove(tenantId: TenantId, queueId: QueueId, moveTo: QueueId | undefined): void {
    this.#queues.remove(tenantId, queueId);
    this.#routing.remove(tenantId, queueId, moveTo);
  }

  /** What could never work, were the tenant's queues and agents set so; `without`: and were that queue gone. */
  problemsWith(tenantId: TenantId, settings: RoutingSettings, without?: QueueId): RoutingProblem[] {
    const queues = this.ofTenant(tenantId).filter(({ id }) => id !== without);
    const agents = agentRoutings(this.#options.agents.ofTenant(tenantId), queues, settings);
    return routingProblems(queueRoutings(queues, settings), agents);
  }

  ofTenant(tenantId: TenantId): QueueRecord[] {
    return this.#queues.ofTenant(tenantId);
  }

  get(tenantId: TenantId, queueId: QueueId): QueueRecord | undefined {
    return this.#queues.get(tenantId, queueId);
  }

  /** The queues that an agent serves. */
  ofAgent(tenantId: TenantId, agentId: AgentId): readonly QueueRecord[] {
    return this.#queues.ofAgent(tenantId, agentId);
  }

  /** Since when each caller of this queue has been waiting, the longest first. */
  waitingSince(queueId: QueueId): number[] {
    return [...this.#calls.ofQueue(queueId)]
      .filter((call) => !call.talking)
      .map((call) => call.queuedAt)
      .toSorted((a, b) => a - b);
  }

  /** Has this agent rung next for a caller who waits; `byName` is the supervisor who says so. */
  assign(callId: CallId, agentId: AgentId, byName: string): Result<undefined, { kind: AssignError }> {
    const call = this.#calls.get(callId);
    if (!call || call.talking) return err({ kind: "not-waiting" });
    if (call.offers.size > 0) return err({ kind: "being-offered" });
    const { tenantId, queue } = call;
    this.#routing.tell(tenantId, { kind: "contact-assigned", callId, agentId });
    if (this.#calls.get(callId)?.offers.has(agentId) !== true) return err({ kind: "agent-not-free" });
    this.#publish({ type: "ContactAssigned", tenantId, callId, queueId: queue.id, agentId, byName });
    return ok();
  }

  /** How many callers of this queue speak with an agent. */
  talkingIn(queueId: QueueId): number {
    return [...this.#calls.ofQueue(queueId)].filter((call) => call.talking).length;
  }

  /**
   * Puts a call in a queue's line, or ends it when its number is blocked; false when there is no such queue or call. Who
   * is in line may leave it at once: see ContactFlowedOut.
   */
  enqueue(entry: {
    tenantId: TenantId;
    callId: CallId;
    queueId: QueueId;
    ani: string;
    dnis: string;
    language: PromptLanguage;
    /** Steps that the caller goes before others. */
    priority?: number;
    /** That the agent has to know besides what the queue asks for, by id, and how well at least. */
    skills?: Readonly<Record<string, number>>;
    /** What is known of the call, for who takes it. */
    tags?: Readonly<Record<string, string>>;
    /** Who is called back goes first, and is sent on by no rule. */
    calledBackSince?: number;
  }): boolean {
    const queue = this.#queues.get(entry.tenantId, entry.queueId);
    const legId = this.#options.calls.callerLegOf(entry.callId);
    if (!queue || !legId) return false;
    const { tenantId, callId, queueId, ani } = entry;
    if (this.#lists.isBlocked(tenantId, ani)) {
      const because = "blocked-number";
      this.#publish({ type: "ContactRefused", tenantId, callId, queueId, number: ani, because });
      this.#options.calls.hangUp(callId, { cause: "rejected", by: "system", wire: "declined" });
      return true;
    }
    const call: QueuedCall = {
      ...entry,
      queue,
      caller: this.#callerOf(entry, legId),
      queuedAt: this.#now(),
      waitsSince: this.#now(),
      estimateMs: undefined,
      priority: entry.priority ?? 0,
      offers: new Map(),
      talking: undefined,
    };
    this.#calls.add(call);
    const agent = this.#expecting.get(callId);
    if (agent) this.#meet(call, agent);
    else this.#wait(call, false);
    return true;
  }

  /** This agent is on the line already: the caller of that call does not wait when they come into a queue. */
  expect(callId: CallId, agent: { readonly agentId: AgentId; readonly legId: LegId }): void {
    this.#expecting.set(callId, agent);
  }

  /** What a queue settles about its callers; undefined: nothing but its agents. */
  settingsOf(tenantId: TenantId, queueId: QueueId): QueueSettings | undefined {
    return this.#settings.get(tenantId)?.queues.get(queueId);
  }

  /** Skills that the tenant has. */
  skillIds(tenantId: TenantId): Set<SkillId> {
    return new Set(this.#settings.get(tenantId)?.skills.map(({ id }) => id));
  }

  /** Whether callers are let into the queue now. */
  isOpen(tenantId: TenantId, queueId: QueueId): boolean {
    const calendarId = this.settingsOf(tenantId, queueId)?.calendarId ?? null;
    return calendarId === null || this.#options.isOpen(tenantId, calendarId);
  }

  isBlocked(tenantId: TenantId, number: string): boolean {
    return this.#lists.isBlocked(tenantId, number);
  }

  /** A caller in line, who hears what the queue plays; undefined: nobody waits in this call. */
  waiting(callId: CallId): Readonly<QueuedCall> | undefined {
    const call = this.#calls.get(callId);
    return call?.talking ? undefined : call;
  }

  /** The caller goes out of the line, into which they are called back with the place that they had. */
  leaveForCallback(callId: CallId): void {
    const call = this.#calls.get(callId);
    if (!call || call.talking) return;
    this.#offers.endAll(call);
    this.#departures.leave(call, "callback-asked", { kind: "callback" });
    this.#routing.tell(call.tenantId, { kind: "contact-left", callId, willReturn: true });
  }

  snapshot(callId: CallId): QueuedCallSnapshot | undefined {
    const call = this.#calls.get(callId);
    const legId = this.#options.calls.callerLegOf(callId);
    if (!call || !legId) return undefined;
    const { queue, caller, offers: _, estimateMs: __, ...rest } = call;
    const isGone = this.#queues.get(call.tenantId, queue.id) === undefined;
    const snapshot = { ...rest, queueId: queue.id, legId, caller: caller.snapshot() };
    return isGone ? { ...snapshot, removedQueue: queue } : snapshot;
  }

  /** Goes on with a caller where they were: the same place, time and music. False when the queue is gone. */
  restore({ queueId, legId, caller: sound, removedQueue, ...kept }: QueuedCallSnapshot): boolean {
    const queue = this.#queues.get(kept.tenantId, queueId) ?? (kept.talking ? removedQueue : undefined);
    if (!queue) return false;
    const caller = this.#callerOf(kept, legId);
    const waitsSince = kept.waitsSince ?? kept.queuedAt;
    const call: QueuedCall = { ...kept, queue, caller, waitsSince, estimateMs: undefined, offers: new Map() };
    this.#calls.add(call);
    if (kept.talking) return true;
    if (sound) caller.restore(sound);
    const contact = { ...this.#contactOf(call), enteredAt: kept.queuedAt };
    this.#routing.tell(kept.tenantId, { kind: "contact-queued", contact });
    return true;
  }

  /** After a restart: what the caller hears now, by its playback's id; null: nothing. */
  onPlaying(callId: CallId, playbackId: string | null): void {
    const caller = this.waiting(callId)?.caller;
    // Whoever was asking this caller something went with the process before.
    if (caller?.isQuiet) caller.start("returning");
    else caller?.onPlaying(playbackId);
  }

  /** Whose queue has this call in hand; undefined: none has. */
  tenantOf(callId: CallId): TenantId | undefined {
    return this.#calls.get(callId)?.tenantId;
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

  #keptFor({ tenantId, queueId, number }: KeptPlace): KeptFor {
    return { number, queueName: this.#queues.get(tenantId, queueId)?.name ?? "", since: this.#now() };
  }

  /** A transfer put a colleague in the agent's place. */
  #bridged(callId: CallId, agentId: AgentId | null): void {
    const talking = this.#calls.get(callId)?.talking;
    if (talking && agentId) talking.agentId = agentId;
  }

  #callerOf(
    { tenantId, callId, language }: Pick<QueuedCall, "tenantId" | "callId" | "language">,
    legId: LegId,
  ): WaitingCaller {
    const queueNow = () => {
      const call = this.#calls.get(callId);
      if (!call) throw new Error(`nobody waits in call ${callId}`);
      return call.queue;
    };
    const announcement = () => {
      const settings = this.#settings.get(tenantId)?.queues.get(queueNow().id);
      const wait = spokenWait(settings?.announces ?? "thanks", this.#routing.outlook(tenantId, callId));
      const { key } = settings?.callback ?? { key: null };
      return key === null ? wait : [...wait, "callback-offer", `number-${key}`];
    };
    return new WaitingCaller({ ...this.#options, callId, legId, language, queueNow, announcement });
  }

  /** What the engine is to know of a caller. */
  #contactOf({ tenantId, callId, queue, ani, ...call }: QueuedCall): Contact {
    const { priority, waitsSince: queuedAt } = call;
    const hours = this.#settings.get(tenantId)?.queues.get(queue.id)?.lastAgentHours ?? 0;
    const lastAgentId = this.#lists.lastAgent(tenantId, ani, this.#now() - hours * 3_600_000);
    const known = { callId, queueId: queue.id, priority, queuedAt };
    // One that was removed meanwhile would be waited for in vain.
    const skills = [...this.skillIds(tenantId)].flatMap((skillId) => {
      const minimum = call.skills?.[skillId];
      return minimum === undefined ? [] : [{ skillId, minimum }];
    });
    const stays = call.calledBackSince !== undefined && ({ stays: true } as const);
    return {
      ...known,
      ...stays,
      ...(skills.length > 0 && { skills }),
      ...(ani !== "" && { number: ani }),
      ...(lastAgentId && { lastAgentId }),
    };
  }

  #wait(call: QueuedCall, returning: boolean): void {
    call.queuedAt = this.#now();
    call.waitsSince = call.calledBackSince ?? call.queuedAt;
    if (returning || call.calledBackSince !== undefined) call.priority = returningPriority;
    this.#departures.tellQueued(call, returning);
    this.#routing.tell(call.tenantId, { kind: "contact-queued", contact: this.#contactOf(call) });
    // Routing may have sent the caller on.
    if (this.#calls.get(call.callId) !== call) return;
    call.caller.start(returning ? "returning" : call.offers.size > 0 ? "agent-is-rung" : "all-busy");
  }

  #carryOut(decision: RoutingDecision): void {
    if (this.places.has(decision.callId)) return this.places.take(decision);
    const call = this.#calls.get(decision.callId);
    switch (decision.kind) {
      case "offer":
        if (call) this.#follow(call, decision.queueId);
        return call && this.#offers.make(call, decision);
      case "withdraw-offer":
        return this.#offers.withdraw(call, decision);
      case "wait":
        if (call) this.#follow(call, decision.queueId);
        if (call) call.estimateMs = this.#routing.outlook(call.tenantId, call.callId)?.estimatedWaitMs;
        return;
      case "overflow":
        return call && this.#overflow(call, decision);
      case "refuse":
        return call && this.#departures.leave(call, "queue-removed", { kind: "unavailable" });
      default:
        decision satisfies never;
    }
  }

  /** A queue that was removed handed its callers on: they go where the engine has put them. */
  #follow(call: QueuedCall, queueId: QueueId): void {
    const queue = this.#queues.get(call.tenantId, queueId);
    if (!queue || queue.id === call.queue.id) return;
    this.#departures.moveOn(call, queue, "queue-removed");
  }

  #overflow(call: QueuedCall, { to, because }: Extract<RoutingDecision, { kind: "overflow" }>): void {
    if (to.kind !== "queue") return this.#departures.leave(call, because, to);
    const queue = this.#queues.get(call.tenantId, to.queueId);
    if (queue) this.#departures.moveOn(call, queue, because);
  }

  #answered(callId: CallId, legId: LegId): void {
    const call = this.#calls.get(callId);
    const agentId = call && this.#offers.agentOf(call, legId);
    if (agentId) this.#serve(call, { agentId, legId });
  }

  /** A caller whose agent called them. */
  #meet(call: QueuedCall, agent: { readonly agentId: AgentId; readonly legId: LegId }): void {
    this.#expecting.delete(call.callId);
    this.#departures.tellQueued(call, false);
    this.#serve(call, agent);
  }

  #serve(call: QueuedCall, { agentId, legId }: { readonly agentId: AgentId; readonly legId: LegId }): void {
    const { tenantId, callId, queue } = call;
    const callerLegId = this.#options.calls.callerLegOf(callId);
    const agent = this.#options.agents.get(agentId);
    if (!callerLegId || !agent) return this.#options.calls.hangUpLeg(callId, legId, "cancelled");
    const now = this.#now();
    call.offers.delete(agentId);
    call.talking = { agentId, since: now };
    call.caller.stop();
    if (call.estimateMs !== undefined) this.estimateErrors.add(call.estimateMs, now - call.queuedAt);
    this.#lists.noteTalk(tenantId, { number: call.ani, agentId, at: now });
    this.#routing.tell(tenantId, { kind: "offer-accepted", callId, agentId });
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
    const holdMusic = this.#options.prompts.files([queue.music], call.language, tenantId);
    this.#options.bridges.join({ tenantId, callId, callerLegId, agentLegId: legId, agentId, holdMusic });
  }

  #legEnded(fact: { callId: CallId; legId: LegId; agentId: AgentId | null; cause: LegEndCause }): void {
    const call = this.#calls.get(fact.callId);
    // Before the end of the agent's leg, which follows: that is no reason to ring somebody else.
    const isCaller = fact.legId === this.#options.calls.callerLegOf(fact.callId);
    if (isCaller && call && !call.talking) return this.#callerLeft(fact.callId);
    const agentId = call && this.#offers.agentOf(call, fact.legId);
    if (agentId) this.#offers.fail(call, agentId, offerEndOf(fact.cause));
  }

  #bridgeEnded(fact: { callId: CallId; endedLegId: LegId; agentLegId: LegId; cause: string }): void {
    const call = this.#calls.get(fact.callId);
    if (!call?.talking) return;
    const { agentId, since } = call.talking;
    const { tenantId, callId, queue } = call;
    const lostAgent = fact.endedLegId === fact.agentLegId && isLoss(fact.cause);
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
    const now = this.#now();
    this.#lists.noteTalk(tenantId, { number: call.ani, agentId, at: now });
    const talkMs = now - since;
    this.#publish({ type: "ContactServed", tenantId, callId, queueId: queue.id, agentId, talkMs });
  }

  #callerLeft(callId: CallId): void {
    this.#expecting.delete(callId);
    const call = this.#calls.get(callId);
    if (!call) return;
    const { tenantId, queue } = call;
    this.#calls.delete(callId);
    call.caller.stop();
    this.#offers.endAll(call);
    const waitMs = this.#now() - call.queuedAt;
    this.#publish({ type: "ContactAbandoned", tenantId, callId, queueId: queue.id, waitMs });
    this.#routing.tell(tenantId, { kind: "contact-left", callId });
  }

  #agentChanged(tenantId: TenantId, agentId: AgentId): void {
    const agent = this.#options.agents.get(agentId);
    if (agent) this.#routing.tell(tenantId, agentNews(agentId, agent));
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #publish(content: FactContent<QueueFact>): void {
    this.#options.facts.publish(makeFact<QueueFact>(this.#options.clock, content));
  }
}
