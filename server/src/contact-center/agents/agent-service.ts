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
import { isEligible, newAgent, stepAgent, workStateOf } from "./agent.ts";
import type { AgentEffect, AgentInput, AgentState, AwayReason, OfferedContact, Presence } from "./agent.ts";
import type { AgentFact, AgentSignal } from "./agent-facts.ts";
import type { AgentRecord } from "./agent-store.ts";

export type Agent = { readonly record: AgentRecord; readonly state: AgentState };

export type AgentError = { kind: "unknown-agent" | "no-phone" | "no-such-contact"; message: string };

export type AgentsOptions = {
  readonly clock: Clock;
  readonly calls: Pick<Calls, "hasLeg">;
  readonly facts: FactPublisher<AgentFact | AgentSignal>;
  readonly callFacts: FactSource<CallFact | CallSignal>;
};

type Entry = { record: AgentRecord; state: AgentState; cancelWake: (() => void) | undefined };

/** How much one press of "more time" gives. */
const wrapUpExtensionMs = 30_000;

export class Agents {
  readonly #options: AgentsOptions;
  readonly #entries = new Map<AgentId, Entry>();
  /** Asked for at every offer. */
  readonly #byExtension = new Map<TenantId, ReadonlyMap<string, AgentId>>();

  constructor(options: AgentsOptions) {
    this.#options = options;
    const { callFacts } = options;
    callFacts.on("CallArrived", ({ agentId, target, callId, legId }) => {
      if (agentId && target) this.#apply(agentId, { kind: "own-leg-began", leg: { callId, legId } });
    });
    callFacts.on("LegDialed", ({ agentId, callId, legId }) => {
      const contact = agentId && this.#entries.get(agentId)?.state.contact;
      if (agentId && (!contact || contact.callId !== callId))
        this.#apply(agentId, { kind: "own-leg-began", leg: { callId, legId } });
    });
    callFacts.on("LegAnswered", ({ agentId, legId }) => {
      if (agentId) this.#apply(agentId, { kind: "answered", legId });
    });
    callFacts.on("LegReplaced", ({ agentId, legId, byLegId, held }) => {
      if (agentId) this.#apply(agentId, { kind: "leg-replaced", legId, byLegId, held });
    });
    callFacts.on("LegLinkChanged", ({ agentId }) => {
      if (agentId) this.#tellChanged(agentId);
    });
    callFacts.on("LegEnded", ({ agentId, legId, cause }) => {
      const lost = cause === "phone-lost" || cause === "no-sound";
      if (agentId) this.#apply(agentId, { kind: "leg-ended", legId, lost });
    });
    callFacts.on("LegHeld", ({ agentId, legId }) => {
      if (agentId) this.#apply(agentId, { kind: "held", legId, held: true });
    });
    callFacts.on("LegResumed", ({ agentId, legId }) => {
      if (agentId) this.#apply(agentId, { kind: "held", legId, held: false });
    });
  }

  /** Takes over a tenant's agents; live state of those that stay is kept. */
  replace(tenantId: TenantId, records: readonly AgentRecord[]): void {
    const staying = new Set(records.map((record) => record.id));
    for (const [id, entry] of this.#entries) {
      if (entry.record.tenantId === tenantId && !staying.has(id)) this.#entries.delete(id);
    }
    for (const record of records) {
      const entry = this.#entries.get(record.id);
      if (entry) entry.record = record;
      else this.#entries.set(record.id, { record, state: newAgent(this.#now()), cancelWake: undefined });
    }
    this.#byExtension.set(tenantId, new Map(records.map(({ extension, id }) => [extension, id])));
  }

  get(agentId: AgentId): Agent | undefined {
    return this.#entries.get(agentId);
  }

  ofTenant(tenantId: TenantId): Agent[] {
    return [...this.#entries.values()].filter((entry) => entry.record.tenantId === tenantId);
  }

  ofUser(tenantId: TenantId, userId: UserId): Agent | undefined {
    return this.ofTenant(tenantId).find((agent) => agent.record.userId === userId);
  }

  byExtension(tenantId: TenantId, extension: string): Agent | undefined {
    const agentId = this.#byExtension.get(tenantId)?.get(extension);
    return agentId && this.#entries.get(agentId);
  }

  setReachable(agentId: AgentId, reachable: boolean): void {
    this.#apply(agentId, { kind: "reachability", reachable });
  }

  /** Nobody can become available whom no phone can ring. */
  choosePresence(
    agentId: AgentId,
    presence: Presence,
    reason: AwayReason | undefined,
    by: "agent" | "system" = "agent",
  ): Result<undefined, AgentError> {
    const entry = this.#entries.get(agentId);
    if (!entry) return err({ kind: "unknown-agent", message: "no such agent" });
    if (presence === "available" && !entry.state.reachable) {
      return err({
        kind: "no-phone",
        message: "no phone of this agent is connected; connect one, then become ready",
      });
    }
    this.#apply(agentId, { kind: "presence-chosen", presence, reason, by });
    return ok(undefined);
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
    const { state, effects } = stepAgent(before, input, this.#now());
    entry.state = state;
    for (const effect of effects) this.#carryOut(entry, effect);
    if (state !== before) this.#tellChanged(agentId);
  }

  #tellChanged(agentId: AgentId): void {
    const entry = this.#entries.get(agentId);
    if (!entry) return;
    const { tenantId } = entry.record;
    this.#publish({ type: "AgentChanged", tenantId, agentId, workState: workStateOf(entry.state) });
  }

  #carryOut(entry: Entry, effect: AgentEffect): void {
    const about = { tenantId: entry.record.tenantId, agentId: entry.record.id };
    switch (effect.kind) {
      case "presence-changed": {
        const { presence, awayReason } = entry.state;
        const { from, by } = effect;
        return this.#publish({
          type: "PresenceChanged",
          ...about,
          presence,
          reason: awayReason ?? null,
          from,
          by,
        });
      }
      case "wrap-up-started":
        return this.#publish({ type: "WrapUpStarted", ...about, callId: effect.callId, until: effect.until });
      case "wrap-up-finished": {
        const { callId, by, wrapUpMs } = effect;
        return this.#publish({ type: "WrapUpFinished", ...about, callId, by, wrapUpMs });
      }
      case "wake-at": {
        entry.cancelWake?.();
        const delayMs = Math.max(0, effect.at - this.#now());
        entry.cancelWake = this.#options.clock.after(delayMs, () =>
          this.#apply(entry.record.id, { kind: "time" }),
        );
        return;
      }
      default:
        effect satisfies never;
    }
  }

  #now(): number {
    return this.#options.clock.now();
  }

  #publish(content: FactContent<AgentFact | AgentSignal>): void {
    this.#options.facts.publish(makeFact<AgentFact | AgentSignal>(this.#options.clock, content));
  }
}

function noSuchContact() {
  return err({ kind: "no-such-contact", message: "this call is not yours to wrap up" } as const);
}
