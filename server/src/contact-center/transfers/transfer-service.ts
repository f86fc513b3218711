// Transfers of live calls: what phones ask for by REFER, carried out on legs, bridges, agents, queues and flows.
import { assertNever, err, makeFact, ok } from "@tandem/kernel";
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
import type { EntryPoints } from "#contact-center/entry-points";
import type { Flows } from "#contact-center/flows";
import type { Queues } from "#contact-center/queues";
import type { Bridges } from "#telephony/bridges";
import type { CallFact, Calls, DialOutOptions, RingTarget, TransferRequest } from "#telephony/calls";
import { contactOf, putThrough } from "./attended-transfer.ts";
import { failureOf, findTarget } from "./transfer-target.ts";
import type { TransferTarget } from "./transfer-target.ts";
import { mergeCalls } from "./three-way.ts";
import type { MergeError } from "./three-way.ts";
import type { TransferFact, TransferFailure } from "./transfer-facts.ts";
import { newTransfer, statusOfFailure, stepTransfer } from "./transfer.ts";
import type { TransferEffect, TransferInput, TransferState } from "./transfer.ts";

export type TransfersOptions = {
  readonly clock: Clock;
  readonly calls: Calls;
  readonly bridges: Bridges;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly flows: Flows;
  readonly entryPoints: EntryPoints;
  readonly facts: FactPublisher<TransferFact>;
  readonly below: FactSource<CallFact>;
  /** How to ring a colleague; undefined when no phone of theirs can be reached. */
  readonly phoneOf: (tenantId: TenantId, extension: string) => RingTarget | undefined;
  /** How to call somebody outside for a call, if the tenant may. */
  readonly dialOut: (call: OutsideCall) => Result<DialOutOptions["dial"], { kind: TransferFailure }>;
};

/** A call that goes out because somebody was transferred to a number outside. */
export type OutsideCall = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly number: string;
  /** For whom it is made; null when it is not one of our agents. */
  readonly byAgentId: AgentId | null;
};

type Running = {
  readonly about: About;
  readonly tenantId: TenantId;
  readonly transferorLegId: LegId;
  /** Who keeps the call up when the transfer has failed. */
  readonly anchorLegId: LegId | undefined;
  readonly target: TransferTarget;
  readonly targetLegId: LegId;
  readonly notify: (status: number) => void;
  state: TransferState;
};

type About = Pick<
  Extract<TransferFact, { type: "TransferStarted" }>,
  "callId" | "byAgentId" | "mode" | "target" | "targetName"
>;

/** A colleague who does not answer within this time is not there. */
const colleagueRingMs = 20_000;
/** Carriers need some seconds until it rings at all. */
const outsideRingMs = 60_000;

export class Transfers {
  readonly #options: TransfersOptions;
  readonly #running = new Map<CallId, Running>();

  constructor(options: TransfersOptions) {
    this.#options = options;
    const { below } = options;
    below.on("LegRinging", ({ callId, legId }) => this.#onTarget(callId, legId, { kind: "target-ringing" }));
    below.on("LegAnswered", ({ callId, legId }) =>
      this.#onTarget(callId, legId, { kind: "target-answered" }),
    );
    below.on("LegEnded", ({ callId, legId, cause }) => {
      this.#onTarget(callId, legId, { kind: "target-failed", cause: failureOf(cause) });
      if (this.#running.get(callId)?.transferorLegId === legId)
        this.#apply(callId, { kind: "transferor-left" });
    });
    below.on("CallEnded", ({ callId }) => this.#apply(callId, { kind: "call-ended" }));
  }

  /** Calls that are being transferred now. */
  get running(): number {
    return this.#running.size;
  }

  /** Takes what a phone asks for, or refuses it. */
  receive(request: TransferRequest): void {
    const { callId, legId } = request.by;
    const { bridges } = this.#options;
    // RFC 3261 §21.4.24: a second transfer of the same call has to wait for the first.
    if (this.#running.has(callId)) return request.reject(491);
    if (!bridges.partnerOf(callId, legId)) return request.reject(403);
    // Who speaks with two others leaves them; there is no third to hand over.
    if (bridges.guestsOf(callId).some(({ role }) => role === "member")) return request.reject(403);
    const notifier = request.accept();
    const notify = (status: number): void => notifier.notify(status);
    if (request.consultation === undefined) this.#startBlind(request, notify);
    else this.#putThrough(request, notify);
  }

  /** Takes back the transfer of this agent that still rings: the caller is with them again. False when there is none. */
  withdraw(agentId: AgentId): boolean {
    for (const [callId, { about, state }] of this.#running) {
      if (about.byAgentId !== agentId || !state.transferorHere) continue;
      this.#apply(callId, { kind: "withdrawn" });
      return true;
    }
    return false;
  }

  /** Whom this agent asks in a second call joins the first: all three speak together. */
  merge(agentId: AgentId): Result<undefined, MergeError> {
    const agent = this.#options.agents.get(agentId);
    if (!agent) return err({ kind: "no-consultation" });
    const merged = mergeCalls(agent, this.#options);
    if (!merged.ok) return merged;
    const { tenantId } = agent.record;
    this.#publish({ type: "CallsMerged", tenantId, byAgentId: agentId, ...merged.value });
    return ok();
  }

  #startBlind(request: TransferRequest, notify: (status: number) => void): void {
    const { by, number } = request;
    const { tenantId, callId } = by;
    const target = findTarget(tenantId, number, this.#options);
    const targetName = target?.name ?? number;
    const about: About = { callId, byAgentId: by.agentId, mode: "blind", target: number, targetName };
    this.#publish({ type: "TransferStarted", tenantId, ...about });
    if (!target) return this.#fail(tenantId, about, "not-found", notify);
    if (target.kind === "entry-point") return this.#handOver(request, target, about, notify);
    const contact = target.kind === "agent" && contactOf(by, this.#options, target.agent.record);
    const anchorLegId = this.#park(request);
    const dialed = contact ? this.#ringColleague(by, target.agent, contact) : this.#callOutside(by, number);
    if (typeof dialed !== "object") {
      this.#giveBack(callId, anchorLegId);
      return this.#fail(tenantId, about, dialed, notify);
    }
    this.#running.set(callId, {
      about,
      tenantId,
      transferorLegId: by.legId,
      anchorLegId,
      target,
      targetLegId: dialed.legId,
      notify,
      state: newTransfer(this.#options.queues.has(callId)),
    });
  }

  /** The other side waits with music and keeps the call up; returns who did before, if that changed. */
  #park({ by: { callId, legId } }: TransferRequest): LegId | undefined {
    const { bridges, calls } = this.#options;
    const party = bridges.partnerOf(callId, legId);
    const anchorLegId = calls.callerLegOf(callId);
    bridges.park(callId, legId);
    if (anchorLegId !== legId || !party) return undefined;
    calls.anchor(callId, party);
    return legId;
  }

  #ringColleague(
    by: TransferRequest["by"],
    { record, state }: Agent,
    contact: OfferedContact,
  ): { legId: LegId } | TransferFailure {
    const { agents, calls, phoneOf } = this.#options;
    const target = phoneOf(by.tenantId, record.extension);
    if (record.id === by.agentId || workStateOf(state) !== "idle") return "busy";
    if (!target) return "unreachable";
    if (!agents.reserve(record.id, contact)) return "unreachable";
    const legId = calls.dial(by.callId, { agentId: record.id, target, ringTimeoutMs: colleagueRingMs });
    if (!legId) return "caller-left";
    agents.legDialed(record.id, legId);
    return { legId };
  }

  #callOutside({ tenantId, callId, agentId }: TransferRequest["by"], number: string) {
    const { calls, dialOut } = this.#options;
    const dial = dialOut({ tenantId, callId, number, byAgentId: agentId });
    if (!dial.ok) return dial.error.kind;
    const legId = calls.dialOut(callId, { number, ringTimeoutMs: outsideRingMs, dial: dial.value });
    return legId ? { legId } : ("caller-left" as const);
  }

  /** To a number of our own: the caller goes through its flow as if they had dialled it. */
  #handOver(
    { by }: TransferRequest,
    { entryPoint }: Extract<TransferTarget, { kind: "entry-point" }>,
    about: About,
    notify: (status: number) => void,
  ): void {
    const { tenantId, callId, legId } = by;
    const { calls, bridges, queues, flows } = this.#options;
    const party = bridges.partnerOf(callId, legId);
    const numbers = calls.numbersOf(callId);
    if (!party || !numbers) return this.#fail(tenantId, about, "caller-left", notify);
    calls.anchor(callId, party);
    queues.release(callId);
    this.#publish({ type: "TransferCompleted", tenantId, ...about, toAgentId: null, linkedCallId: null });
    notify(200);
    calls.hangUpLeg(callId, legId, "transferred");
    const { flowId, number, queueName } = entryPoint;
    // Whom they had called stays what the next agent sees.
    const dnis = queueName === undefined ? number : numbers.dnis;
    if (flows.handOver({ tenantId, callId, flowId, ani: numbers.ani, dnis })) return;
    calls.hangUp(callId, { cause: "failed", by: "system", wire: "not-found" });
  }

  #putThrough(request: TransferRequest, notify: (status: number) => void): void {
    const outcome = putThrough(request, this.#options);
    const { tenantId, callId, agentId: byAgentId } = request.by;
    if (!outcome.ok) {
      const about: About = {
        callId,
        byAgentId,
        mode: "attended",
        target: request.number,
        targetName: request.number,
      };
      this.#publish({ type: "TransferStarted", tenantId, ...about });
      return this.#fail(tenantId, about, outcome.error.kind, notify);
    }
    const { toAgentId, targetName, linkedCallId, survivingCallId } = outcome.value;
    const target = request.number;
    const about: About = { callId: survivingCallId, byAgentId, mode: "attended", target, targetName };
    this.#publish({ type: "TransferCompleted", tenantId, ...about, toAgentId, linkedCallId });
    notify(200);
  }

  #fail(tenantId: TenantId, about: About, cause: TransferFailure, notify: (status: number) => void): void {
    this.#publish({ type: "TransferFailed", tenantId, ...about, cause, returnedTo: "agent" });
    notify(statusOfFailure(cause));
  }

  #onTarget(callId: CallId, legId: LegId, input: TransferInput): void {
    if (this.#running.get(callId)?.targetLegId === legId) this.#apply(callId, input);
  }

  #apply(callId: CallId, input: TransferInput): void {
    const running = this.#running.get(callId);
    if (!running) return;
    const { state, effects } = stepTransfer(running.state, input);
    running.state = state;
    if (state.phase === "over") this.#running.delete(callId);
    for (const effect of effects) this.#carryOut(callId, running, effect);
  }

  #carryOut(callId: CallId, running: Running, effect: TransferEffect): void {
    const { calls, bridges } = this.#options;
    const { tenantId, about, target } = running;
    switch (effect.kind) {
      case "notify":
        return running.notify(effect.status);
      case "put-through":
        return calls.replaceLeg(callId, running.transferorLegId, running.targetLegId, "transferred");
      case "stop-target":
        return calls.hangUpLeg(callId, running.targetLegId, "cancelled");
      case "give-back":
        return this.#giveBack(callId, running.anchorLegId);
      case "requeue":
        return bridges.endParked(callId, "transfer-failed");
      case "end-call":
        return calls.hangUp(callId, { cause: "failed", by: "system" });
      case "tell-completed": {
        const toAgentId = target.kind === "agent" ? target.agent.record.id : null;
        const linkedCallId = null;
        return this.#publish({ type: "TransferCompleted", tenantId, ...about, toAgentId, linkedCallId });
      }
      case "tell-failed": {
        const { cause, returnedTo } = effect;
        return this.#publish({ type: "TransferFailed", tenantId, ...about, cause, returnedTo });
      }
      default:
        return assertNever(effect);
    }
  }

  #giveBack(callId: CallId, anchorLegId: LegId | undefined): void {
    const { calls, bridges } = this.#options;
    if (anchorLegId) calls.anchor(callId, anchorLegId);
    bridges.unpark(callId);
  }

  #publish(content: FactContent<TransferFact>): void {
    this.#options.facts.publish(makeFact<TransferFact>(this.#options.clock, content));
  }
}
