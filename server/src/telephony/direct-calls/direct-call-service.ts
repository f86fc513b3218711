// The calls that agents place from their phones: to a number outside, or to a colleague.
import type { AgentId, CallId, FactSource, LegId, TenantId } from "@tandem/kernel";
import type { IncomingInvite, OutgoingInvite, OutgoingInviteOptions } from "@tandem/sip";
import type { Bridges } from "#telephony/bridges";
import type { CallFact, Calls, CallSignal, RingTarget } from "#telephony/calls";
import { newDirectCall, stepDirectCall } from "./direct-call.ts";
import type { DirectCallEffect, DirectCallInput, DirectCallState } from "./direct-call.ts";

/** Who calls. */
export type CallingAgent = {
  readonly tenantId: TenantId;
  readonly agentId: AgentId;
  readonly extension: string;
  readonly displayName: string;
  /** The call that the agent speaks in already: the two can become one. */
  readonly besideCallId?: CallId | undefined;
};

export type NumberTarget = {
  /** As dialled. */
  readonly number: string;
  /** What the record shows as the caller's number. */
  readonly ani: string;
  readonly dial: (callId: CallId, legId: LegId, options: OutgoingInviteOptions) => OutgoingInvite;
};

export type ExtensionTarget = {
  readonly extension: string;
  readonly agentId: AgentId;
  /** Undefined: no phone of theirs can be reached. */
  readonly target: RingTarget | undefined;
};

export type DirectCallsOptions = {
  readonly calls: Pick<
    Calls,
    "arrive" | "ring" | "answer" | "answerEarly" | "dial" | "dialOut" | "hangUp" | "callerLegOf"
  >;
  readonly bridges: Pick<Bridges, "join" | "joinEarly">;
  readonly below: FactSource<CallFact | CallSignal>;
  /** Heard while the other side holds. */
  readonly holdMusic: (tenantId: TenantId) => readonly string[];
};

type Entry = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly farLegId: LegId;
  /** The agent who called, and the one who was called. */
  readonly agentId: AgentId;
  readonly farAgentId: AgentId | undefined;
  state: DirectCallState;
};

/** As long as a person lets it ring; carriers give up before (RFC 3261 timer C is three minutes). */
const ringTimeoutMs = 120_000;

export class DirectCalls {
  readonly #options: DirectCallsOptions;
  readonly #calls = new Map<CallId, Entry>();

  constructor(options: DirectCallsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("LegRinging", (fact) => this.#onFar(fact, { kind: "far-ringing" }));
    below.on("LegEarlyMedia", (fact) => this.#onFar(fact, { kind: "far-early" }));
    below.on("LegAnswered", (fact) => this.#onFar(fact, { kind: "far-answered" }));
    below.on("LegEnded", (fact) => this.#onFar(fact, { kind: "far-ended", cause: fact.cause }));
    below.on("CallAnswered", ({ callId }) => this.#apply(callId, { kind: "near-answered" }));
    below.on("CallEnded", ({ callId }) => {
      this.#apply(callId, { kind: "call-ended" });
      this.#calls.delete(callId);
    });
  }

  /** Takes the INVITE of an agent's phone to a number outside. */
  toNumber(invite: IncomingInvite, agent: CallingAgent, to: NumberTarget): CallId {
    const { tenantId, agentId, displayName: name, besideCallId } = agent;
    const callId = this.#options.calls.arrive(invite, {
      tenantId,
      direction: "outbound",
      ani: to.ani,
      dnis: to.number,
      source: { kind: "endpoint", name },
      agentId,
      target: "number",
      besideCallId,
    });
    const dial = (legId: LegId, options: OutgoingInviteOptions) => to.dial(callId, legId, options);
    const farLegId = this.#options.calls.dialOut(callId, { number: to.number, ringTimeoutMs, dial });
    if (farLegId) this.#begin({ tenantId, callId, farLegId, agentId, farAgentId: undefined });
    return callId;
  }

  /** Takes the INVITE of an agent's phone to a colleague's extension. */
  toExtension(invite: IncomingInvite, agent: CallingAgent, to: ExtensionTarget): CallId {
    const { tenantId, agentId, displayName: name, extension: ani, besideCallId } = agent;
    const { calls } = this.#options;
    const callId = calls.arrive(invite, {
      tenantId,
      direction: "internal",
      ani,
      dnis: to.extension,
      source: { kind: "endpoint", name },
      agentId,
      target: "extension",
      besideCallId,
    });
    const { target } = to;
    const farLegId = target && calls.dial(callId, { agentId: to.agentId, target, ringTimeoutMs });
    if (farLegId) this.#begin({ tenantId, callId, farLegId, agentId, farAgentId: to.agentId });
    else calls.hangUp(callId, { cause: "failed", by: "system", wire: "unreachable" });
    return callId;
  }

  #begin(entry: Omit<Entry, "state">): void {
    this.#calls.set(entry.callId, { ...entry, state: newDirectCall });
  }

  #onFar({ callId, legId }: { callId: CallId; legId: LegId }, input: DirectCallInput): void {
    if (this.#calls.get(callId)?.farLegId === legId) this.#apply(callId, input);
  }

  #apply(callId: CallId, input: DirectCallInput): void {
    const entry = this.#calls.get(callId);
    if (!entry) return;
    const { state, effects } = stepDirectCall(entry.state, input);
    entry.state = state;
    for (const effect of effects) this.#carryOut(entry, effect);
  }

  #carryOut(entry: Entry, effect: DirectCallEffect): void {
    const { calls, bridges } = this.#options;
    const { callId } = entry;
    switch (effect.kind) {
      case "ring":
        return calls.ring(callId);
      case "hear-early":
        this.#withLegs(entry, (legs) => bridges.joinEarly(callId, legs.callerLegId, legs.agentLegId));
        return calls.answerEarly(callId);
      case "answer":
        return calls.answer(callId);
      case "join":
        return this.#join(entry);
      case "hang-up":
        return calls.hangUp(callId, effect);
      default:
        effect satisfies never;
    }
  }

  #join(entry: Entry): void {
    const { tenantId, callId, farAgentId, agentId } = entry;
    const holdMusic = this.#options.holdMusic(tenantId);
    this.#withLegs(entry, (legs) =>
      this.#options.bridges.join({ tenantId, callId, ...legs, agentId: farAgentId ?? agentId, holdMusic }),
    );
  }

  /** In recordings whoever is not our agent is left, as in calls that come in; of two agents the one who called. */
  #withLegs(entry: Entry, use: (legs: { callerLegId: LegId; agentLegId: LegId }) => void): void {
    const near = this.#options.calls.callerLegOf(entry.callId);
    if (!near) return;
    const far = entry.farLegId;
    use(entry.farAgentId ? { callerLegId: near, agentLegId: far } : { callerLegId: far, agentLegId: near });
  }
}
