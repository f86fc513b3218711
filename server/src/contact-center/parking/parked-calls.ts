// Calls that are parked: the agent leaves, the caller hears music, and whoever dials the place, or presses it at a desk,
// goes on with them.
//
// parked call | means                                            | leaves by
// ------------+--------------------------------------------------+---------------------------------------------------
// waiting     | the caller hears music                           | picked up, time (→ ringing), end of the call
// ringing     | a phone rings: of who presses, or who parked it  | its answer (gone), its end (→ waiting), end of the call
// (gone)      | somebody speaks with the caller, or nobody can   |
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
} from "@tandem/kernel";
import { workStateOf } from "#contact-center/agents";
import type { Agent, Agents, OfferedContact } from "#contact-center/agents";
import type { Queues } from "#contact-center/queues";
import type { Bridges } from "#telephony/bridges";
import type { CallFact, Calls, RingTarget } from "#telephony/calls";
import { freePlace } from "./park-places.ts";
import type { ParkingFact } from "./parking-facts.ts";

export type ParkedCallsOptions = {
  readonly clock: Clock;
  readonly calls: Pick<
    Calls,
    "anchor" | "callerLegOf" | "dial" | "exists" | "hangUpLeg" | "replaceLeg" | "takeIn" | "agentOf"
  >;
  readonly bridges: Pick<Bridges, "partnerOf" | "park" | "endParked" | "guestsOf">;
  readonly agents: Pick<Agents, "get" | "reserve" | "join" | "letGo" | "legDialed" | "withdrawOffer">;
  readonly queues: Pick<Queues, "has">;
  readonly facts: FactPublisher<ParkingFact>;
  readonly below: FactSource<CallFact>;
  readonly phoneOf: (tenantId: TenantId, extension: string) => RingTarget | undefined;
  /** Whether dialling this reaches somebody or something else. */
  readonly isNumber: (tenantId: TenantId, place: string) => boolean;
  /** When whoever parked a call is rung, ms. */
  readonly ringBackAfterMs: (tenantId: TenantId) => number;
  /** Who waits where in this tenant is another than before. */
  readonly onChanged: (tenantId: TenantId) => void;
};

export type ParkedCall = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly place: string;
  /** Who parked it. */
  readonly byAgentId: AgentId;
  readonly byName: string;
  /** In whose place somebody steps who picks it up; it has ended. */
  readonly leftLegId: LegId;
  readonly since: number;
  /** What the next agent's desk shows of the caller. */
  readonly contact: OfferedContact;
};

/** JSON of a parked call. */
export type ParkedCallSnapshot = ParkedCall;

type Entry = ParkedCall & {
  ringing: { readonly agentId: AgentId; readonly legId: LegId; readonly isBack: boolean } | undefined;
  cancelTimer: () => void;
};

export type ParkError = "no-such-contact" | "three-way" | "no-place";
export type PickUpError = "not-parked" | "being-offered" | "busy" | "no-phone";

/** A colleague who pressed, or whoever parked the call, answers within this time or is not there. */
const ringMs = 20_000;

export class ParkedCalls {
  readonly #options: ParkedCallsOptions;
  readonly #calls = new Map<CallId, Entry>();

  constructor(options: ParkedCallsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("LegAnswered", ({ callId, legId }) => this.#answered(callId, legId));
    below.on("LegReplaced", ({ callId, legId, byLegId }) => this.#replaced(callId, legId, byLegId));
    below.on("LegEnded", ({ callId, legId }) => this.#legEnded(callId, legId));
    below.on("CallEnded", ({ callId }) => this.#forget(callId));
  }

  snapshot(callId: CallId): ParkedCallSnapshot | undefined {
    const entry = this.#calls.get(callId);
    if (!entry) return undefined;
    const { ringing: _, cancelTimer: __, ...kept } = entry;
    return kept;
  }

  /** Goes on with a call that an earlier process had parked; what rang for it rings no more. */
  restore(kept: ParkedCallSnapshot): void {
    this.#begin(kept);
  }

  has(callId: CallId): boolean {
    return this.#calls.has(callId);
  }

  /** The longest parked first. */
  ofTenant(tenantId: TenantId): ParkedCall[] {
    return [...this.#calls.values()]
      .filter((entry) => entry.tenantId === tenantId)
      .toSorted((a, b) => a.since - b.since);
  }

  /** Parks the call that this agent speaks in; answers at which place. */
  park({ record, state: { contact } }: Agent): Result<string, { kind: ParkError }> {
    const { calls, bridges, agents, clock } = this.#options;
    const { tenantId, id: agentId, displayName: byName } = record;
    if (!contact?.legId || !contact.answeredAt) return err({ kind: "no-such-contact" });
    const { callId, legId: leftLegId, queueId, queueName, ani, dnis, wrapUpMs } = contact;
    const partner = bridges.partnerOf(callId, leftLegId);
    if (!partner) return err({ kind: "no-such-contact" });
    if (bridges.guestsOf(callId).length > 0) return err({ kind: "three-way" });
    const place = freePlace((each) => this.#isTaken(tenantId, each));
    if (place === undefined) return err({ kind: "no-place" });
    bridges.park(callId, leftLegId);
    // Of a call that the agent placed, whoever was called keeps it up from now on.
    if (calls.callerLegOf(callId) === leftLegId) calls.anchor(callId, partner);
    agents.letGo(agentId, callId);
    const known = { callId, queueId, queueName, ani, dnis, waitMs: 0, wrapUpMs };
    const parked = { tenantId, callId, place, byAgentId: agentId, byName, leftLegId };
    this.#begin({ ...parked, since: clock.now(), contact: known });
    this.#publish({ type: "CallParked", tenantId, callId, place, agentId, agentName: byName });
    calls.hangUpLeg(callId, leftLegId, "transferred");
    return ok(place);
  }

  /** Rings the phone of an agent who wants the call that waits there; a page of theirs answers by itself. */
  pickUp(agent: Agent, place: string): Result<CallId, { kind: PickUpError }> {
    const entry = this.#at(agent.record.tenantId, place);
    if (!entry) return err({ kind: "not-parked" });
    if (entry.ringing) return err({ kind: "being-offered" });
    const rung = this.#ring(entry, agent, false);
    return rung.ok ? ok(entry.callId) : rung;
  }

  /** Takes the INVITE of an agent's phone that dials the place; false when nobody waits there. */
  receive(
    invite: Parameters<Calls["takeIn"]>[0],
    by: { tenantId: TenantId; agentId: AgentId },
    place: string,
  ): boolean {
    const entry = this.#at(by.tenantId, place);
    if (!entry) return false;
    const { callId, leftLegId: replacesLegId } = entry;
    return this.#options.calls.takeIn(invite, { callId, agentId: by.agentId, replacesLegId }) !== undefined;
  }

  #begin(parked: ParkedCall): void {
    const entry: Entry = { ...parked, ringing: undefined, cancelTimer: () => {} };
    this.#calls.set(parked.callId, entry);
    this.#setTimer(entry, parked.since + this.#options.ringBackAfterMs(parked.tenantId));
    this.#options.onChanged(parked.tenantId);
  }

  #setTimer(entry: Entry, at: number): void {
    const { clock } = this.#options;
    entry.cancelTimer();
    entry.cancelTimer = clock.after(Math.max(0, at - clock.now()), () => this.#ringBack(entry));
  }

  #ringBack(entry: Entry): void {
    const { agents } = this.#options;
    if (this.#calls.get(entry.callId) !== entry || entry.ringing) return;
    const agent = agents.get(entry.byAgentId);
    const { tenantId, callId, place, byAgentId: agentId, byName: agentName } = entry;
    if (!agent || !this.#ring(entry, agent, true).ok) return this.#giveUp(entry);
    this.#publish({ type: "ParkedCallRangBack", tenantId, callId, place, agentId, agentName });
  }

  #ring(entry: Entry, { record, state }: Agent, isBack: boolean): Result<undefined, { kind: PickUpError }> {
    const { agents, calls, phoneOf } = this.#options;
    const { callId, tenantId } = entry;
    const { id: agentId, extension } = record;
    if (workStateOf(state) !== "idle") return err({ kind: "busy" });
    const target = phoneOf(tenantId, extension);
    if (!target || !agents.reserve(agentId, entry.contact)) return err({ kind: "no-phone" });
    const autoAnswer = isBack ? false : ("browser" as const);
    const legId = calls.dial(callId, { agentId, target, ringTimeoutMs: ringMs, autoAnswer });
    if (!legId) {
      agents.withdrawOffer(agentId, callId);
      return err({ kind: "not-parked" });
    }
    entry.ringing = { agentId, legId, isBack };
    agents.legDialed(agentId, legId);
    return ok();
  }

  #answered(callId: CallId, legId: LegId): void {
    const entry = this.#calls.get(callId);
    if (entry?.ringing?.legId !== legId) return;
    this.#options.calls.replaceLeg(callId, entry.leftLegId, legId, "transferred");
  }

  /** Somebody stepped in: it is their call from now on. Another phone of the caller's changes nothing. */
  #replaced(callId: CallId, legId: LegId, byLegId: LegId): void {
    const entry = this.#calls.get(callId);
    if (entry?.leftLegId !== legId) return;
    const { agents, calls, clock } = this.#options;
    const { tenantId, place, contact, since, ringing } = entry;
    this.#forget(callId);
    if (ringing && ringing.legId !== byLegId) {
      agents.withdrawOffer(ringing.agentId, callId);
      calls.hangUpLeg(callId, ringing.legId, "answered-elsewhere");
    }
    const agentId = calls.agentOf(callId, byLegId);
    const agent = agentId ? agents.get(agentId) : undefined;
    if (!agent || !agentId) return;
    agents.join(agentId, contact, byLegId);
    const { displayName: agentName } = agent.record;
    const about = { tenantId, callId, place, agentId, agentName, parkedMs: clock.now() - since };
    this.#publish({ type: "ParkedCallPickedUp", ...about });
  }

  #legEnded(callId: CallId, legId: LegId): void {
    const entry = this.#calls.get(callId);
    if (entry?.ringing?.legId !== legId) return;
    const { isBack } = entry.ringing;
    entry.ringing = undefined;
    // Who ended it may be the caller, with whom the call ends as well.
    if (!this.#options.calls.exists(callId)) return;
    if (isBack) this.#giveUp(entry);
    else this.#setTimer(entry, entry.since + this.#options.ringBackAfterMs(entry.tenantId));
  }

  /** Whom a queue had sent goes back to its head; anybody else waits on, and whoever parked them is rung again. */
  #giveUp(entry: Entry): void {
    const { bridges, queues, clock, ringBackAfterMs } = this.#options;
    const { tenantId, callId, place, byAgentId: agentId, byName: agentName } = entry;
    if (!queues.has(callId)) return this.#setTimer(entry, clock.now() + ringBackAfterMs(tenantId));
    this.#forget(callId);
    this.#publish({ type: "ParkedCallGivenUp", tenantId, callId, place, agentId, agentName });
    bridges.endParked(callId, "transfer-failed");
  }

  #forget(callId: CallId): void {
    const entry = this.#calls.get(callId);
    if (!entry) return;
    entry.cancelTimer();
    this.#calls.delete(callId);
    this.#options.onChanged(entry.tenantId);
  }

  #at(tenantId: TenantId, place: string): Entry | undefined {
    return [...this.#calls.values()].find((entry) => entry.tenantId === tenantId && entry.place === place);
  }

  #isTaken(tenantId: TenantId, place: string): boolean {
    return this.#at(tenantId, place) !== undefined || this.#options.isNumber(tenantId, place);
  }

  #publish(content: FactContent<ParkingFact>): void {
    this.#options.facts.publish(makeFact<ParkingFact>(this.#options.clock, content));
  }
}
