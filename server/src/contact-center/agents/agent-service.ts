// All agents of this node: applies what happens to each agent's state and tells what changed.
import { err, makeFact, ok } from "@tandem/kernel";
import type {
  AgentId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  Result,
  TenantId,
  UserId,
} from "@tandem/kernel";
import type { CallFact, Calls, CallSignal } from "#telephony/calls";
import { followCalls } from "./agent-calls.ts";
import { holdOn, noSuchContact } from "./agent-errors.ts";
import type { AgentError } from "./agent-errors.ts";
import { isEligible, newAgent, wakeTimeOf, workStateOf } from "./agent-state.ts";
import type { AgentState, AwayReason, KeptFor, OfferedContact, Presence, PresenceBy } from "./agent-state.ts";
import { restoreAgent, stepAgent } from "./agent.ts";
import { factOf } from "./agent-news.ts";
import { AgentsOnCalls } from "./agents-on-calls.ts";
import type { AgentInput } from "./agent-step.ts";
import type { AgentFact, AgentSignal } from "./agent-facts.ts";
import type { AgentRecord } from "./agent-store.ts";
import { DeskRules } from "./desk-rules.ts";

export type Agent = { readonly record: AgentRecord; readonly state: AgentState };

export type AgentsOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "hasLeg">;
  readonly facts: FactPublisher<AgentFact | AgentSignal>;
  readonly callFacts: FactSource<CallFact | CallSignal>;
  /** Default: the usual ones for everybody. */
  readonly rules?: DeskRules;
};

type Entry = {
  record: AgentRecord;
  state: AgentState;
  wakeAt: number | undefined;
  cancelWake: (() => void) | undefined;
};

/** How much one press of "more time" gives. */
const wrapUpExtensionMs = 30_000;

export class Agents {
  readonly #options: AgentsOptions;
  readonly #rules: DeskRules;
  readonly #entries = new Map<AgentId, Entry>();
  /** Asked for at every offer. */
  readonly #byExtension = new Map<TenantId, ReadonlyMap<string, AgentId>>();
  /** Asked for at every change of a recording. */
  readonly #byCall = new AgentsOnCalls();
  /** Removed or disabled in the middle of a call. */
  readonly #departing = new Set<AgentId>();

  constructor(options: AgentsOptions) {
    this.#options = options;
    this.#rules = options.rules ?? new DeskRules();
    followCalls({
      callFacts: options.callFacts,
      contactOf: (agentId) => this.#entries.get(agentId)?.state.contact?.callId,
      onCall: (callId) => this.onCall(callId),
      apply: (agentId, input) => this.#apply(agentId, input),
      onLinkChanged: (agentId) => this.#tellChanged(agentId),
    });
  }

  /**
   * Takes over a tenant's agents; live state of those that stay is kept. Who does not stay is signed out; who has a call
   * then is in no list any more, and forgotten when the call and its wrap-up are over.
   */
  replace(tenantId: TenantId, records: readonly AgentRecord[]): void {
    const staying = new Set(records.map((record) => record.id));
    for (const [id, entry] of this.#entries) {
      if (staying.has(id)) {
        if (this.#departing.delete(id)) this.#apply(id, { kind: "sign-out-withdrawn" });
      } else if (entry.record.tenantId === tenantId && !this.#departing.has(id)) {
        this.#departing.add(id);
        this.#apply(id, { kind: "signed-out", by: { kind: "system" } });
      }
    }
    for (const record of records) {
      const entry = this.#entries.get(record.id);
      if (entry) entry.record = record;
      else {
        const state = newAgent(this.#now());
        this.#entries.set(record.id, { record, state, wakeAt: undefined, cancelWake: undefined });
      }
    }
    this.#byExtension.set(tenantId, new Map(records.map(({ extension, id }) => [extension, id])));
  }

  get(agentId: AgentId): Agent | undefined {
    return this.#entries.get(agentId);
  }

  /** As `get`, without those whose last call only is not over yet. */
  staff(agentId: AgentId): Agent | undefined {
    return this.#departing.has(agentId) ? undefined : this.#entries.get(agentId);
  }

  ofTenant(tenantId: TenantId): Agent[] {
    return [...this.#entries.values()].filter(
      ({ record }) => record.tenantId === tenantId && !this.#departing.has(record.id),
    );
  }

  ofUser(tenantId: TenantId, userId: UserId): Agent | undefined {
    return this.ofTenant(tenantId).find((agent) => agent.record.userId === userId);
  }

  byExtension(tenantId: TenantId, extension: string): Agent | undefined {
    const agentId = this.#byExtension.get(tenantId)?.get(extension);
    return agentId && this.#entries.get(agentId);
  }

  /** The agents whose contact this call is. */
  onCall(callId: CallId): Iterable<AgentId> {
    return this.#byCall.of(callId);
  }

  /** Undefined for an agent who is not at work. */
  snapshot(agentId: AgentId): AgentState | undefined {
    const state = this.#entries.get(agentId)?.state;
    return state && (state.presence !== "offline" || workStateOf(state) !== "idle") ? state : undefined;
  }

  /** Goes on with an agent of an earlier process, after the calls are there; false when there is no such agent. */
  restore(agentId: AgentId, kept: AgentState): boolean {
    const entry = this.#entries.get(agentId);
    if (!entry) return false;
    const { calls } = this.#options;
    const state = restoreAgent(kept, ({ callId, legId }) => calls.hasLeg(callId, legId));
    this.#byCall.note(agentId, entry.state.contact?.callId, state.contact?.callId);
    entry.state = state;
    // What became due meanwhile.
    this.#apply(agentId, { kind: "time" });
    this.#tellChanged(agentId);
    return true;
  }

  setReachable(agentId: AgentId, reachable: boolean): void {
    this.#apply(agentId, { kind: "reachability", reachable });
  }

  /** Nobody can become available whom no phone can ring. A supervisor may end what holds the agent. */
  choosePresence(
    agentId: AgentId,
    presence: Presence,
    reason: AwayReason | undefined,
    by: PresenceBy = { kind: "agent" },
  ): Result<undefined, AgentError> {
    const entry = this.#entries.get(agentId);
    if (!entry) return err({ kind: "unknown-agent", message: "no such agent" });
    const { record, state } = entry;
    if (presence === "available" && !state.reachable) {
      return err({
        kind: "no-phone",
        message: "no phone of this agent is connected; connect one, then become ready",
      });
    }
    if (reason !== undefined && !this.#rules.awayReason(record.tenantId, reason))
      return err({ kind: "unknown-reason", message: "there is no such reason to be away; reload the page" });
    const held = by.kind === "agent" && presence !== "offline" ? holdOn(state) : undefined;
    if (held) return err(held);
    this.#apply(agentId, { kind: "presence-chosen", presence, reason, by });
    return ok(undefined);
  }

  /** Offline and signed out: now, or when the call at hand and its wrap-up are over. */
  signOut(agentId: AgentId, by: PresenceBy): void {
    this.#apply(agentId, { kind: "signed-out", by });
  }

  /** Reserves the agent for one contact; false when the agent cannot take it now. */
  offer(
    agentId: AgentId,
    contact: Omit<OfferedContact, "wrapUpMs">,
    queueWrapUpSeconds: number | null,
  ): boolean {
    const entry = this.#entries.get(agentId);
    if (!entry || !isEligible(entry.state)) return false;
    const wrapUpMs = (queueWrapUpSeconds ?? entry.record.wrapUpSeconds) * 1000;
    this.#apply(agentId, { kind: "offered", contact: { ...contact, wrapUpMs } });
    return true;
  }

  /** Whoever looks sees whom the agent is kept free for; undefined: for nobody any more. */
  keepFree(agentId: AgentId, keptFor: KeptFor | undefined): void {
    this.#apply(agentId, { kind: "kept-free", keptFor });
  }

  /** Rings an idle agent for a caller whom a colleague sends, ready or not; false when nobody can be rung. */
  reserve(agentId: AgentId, contact: OfferedContact): boolean {
    const entry = this.#entries.get(agentId);
    if (!entry?.state.reachable || workStateOf(entry.state) !== "idle") return false;
    this.#apply(agentId, { kind: "reserved", contact });
    return true;
  }

  /** The agent speaks with this contact already: a transfer put the caller through. */
  join(agentId: AgentId, contact: OfferedContact, legId: LegId): void {
    this.#apply(agentId, { kind: "joined", contact, legId });
  }

  /** The call goes on without this agent, who is free when their leg has ended. */
  letGo(agentId: AgentId, callId: CallId): void {
    this.#apply(agentId, { kind: "let-go", callId });
  }

  legDialed(agentId: AgentId, legId: LegId): void {
    this.#apply(agentId, { kind: "leg-dialed", legId });
  }

  withdrawOffer(agentId: AgentId, callId: CallId): void {
    this.#apply(agentId, { kind: "offer-withdrawn", callId });
  }

  extendWrapUp(agentId: AgentId, callId: CallId): Result<undefined, AgentError> {
    if (this.#entries.get(agentId)?.state.contact?.callId !== callId) return noSuchContact();
    this.#apply(agentId, { kind: "wrap-up-extended", callId, byMs: wrapUpExtensionMs });
    return ok(undefined);
  }

  /** Files what the call came to. In wrap-up this also frees the agent; right after, it is only filed. */
  fileDisposition(
    agentId: AgentId,
    filed: { callId: CallId; disposition: string; note: string },
  ): Result<undefined, AgentError> {
    const entry = this.#entries.get(agentId);
    if (!entry) return err({ kind: "unknown-agent", message: "no such agent" });
    const { contact, lastCallId } = entry.state;
    const isCurrent = contact?.callId === filed.callId && contact.phase === "wrap-up";
    if (!isCurrent && lastCallId !== filed.callId) return noSuchContact();
    this.#publish({ type: "DispositionFiled", tenantId: entry.record.tenantId, agentId, ...filed });
    this.#apply(agentId, { kind: "wrap-up-done", callId: filed.callId });
    return ok(undefined);
  }

  /**
   * Compares what agents believe with the legs that exist and clears what is not there; returns the
   * agents that were corrected. Nothing should ever be: whoever calls this reports it as a defect.
   */
  reconcile(): AgentId[] {
    const corrected: AgentId[] = [];
    for (const [agentId, { state }] of this.#entries) {
      const { contact } = state;
      if (!contact?.legId || this.#options.calls.hasLeg(contact.callId, contact.legId)) continue;
      this.#apply(agentId, { kind: "leg-ended", legId: contact.legId, lost: true });
      corrected.push(agentId);
    }
    return corrected;
  }

  #apply(agentId: AgentId, input: AgentInput): void {
    const entry = this.#entries.get(agentId);
    if (!entry) return;
    const before = entry.state;
    const queueId = before.contact?.queueId ?? null;
    const rules = this.#rules.agentRules(entry.record.tenantId, queueId);
    const { state, effects } = stepAgent(before, input, this.#now(), rules);
    entry.state = state;
    this.#byCall.note(agentId, before.contact?.callId, state.contact?.callId);
    this.#setWake(entry);
    for (const effect of effects) this.#publish(factOf(effect, entry, this.#rules));
    if (state !== before) this.#tellChanged(agentId);
    if (this.#departing.has(agentId) && workStateOf(state) === "idle") this.#forget(agentId, entry);
  }

  #forget(agentId: AgentId, { cancelWake }: Entry): void {
    cancelWake?.();
    this.#departing.delete(agentId);
    this.#entries.delete(agentId);
  }

  #tellChanged(agentId: AgentId): void {
    const entry = this.#entries.get(agentId);
    if (!entry) return;
    const { tenantId } = entry.record;
    this.#publish({ type: "AgentChanged", tenantId, agentId, workState: workStateOf(entry.state) });
  }

  /** A timer may ring a little early: then it is set again. */
  #setWake(entry: Entry): void {
    const at = wakeTimeOf(entry.state);
    if (at === entry.wakeAt) return;
    entry.cancelWake?.();
    entry.wakeAt = at;
    if (at === undefined) return;
    entry.cancelWake = this.#options.clock.after(Math.max(0, at - this.#now()), () => {
      entry.wakeAt = undefined;
      this.#apply(entry.record.id, { kind: "time" });
    });
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #publish(content: FactContent<AgentFact | AgentSignal>): void {
    this.#options.facts.publish(makeFact<AgentFact | AgentSignal>(this.#options.clock, content));
  }
}
