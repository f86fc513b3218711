// The calls that agents place from their phones: to a number outside, or to a colleague.
import type { AgentId, CallId, FactSource, LegId, TenantId } from "@tandem/kernel";
import type { IncomingInvite, OutgoingInvite } from "@tandem/sip";
import type { Bridges } from "#telephony/bridges";
import type {
  DtmfSetting,
  CallFact,
  Calls,
  CallSignal,
  DialOptions,
  RingTarget,
  LegInviteOptions,
} from "#telephony/calls";
import { newDirectCall, newSummonedCall, stepDirectCall } from "./direct-call.ts";
import type { DirectCallEffect, DirectCallInput, DirectCallState } from "./direct-call.ts";

/** Who calls. */
export type CallingAgent = {
  readonly tenantId: TenantId;
  readonly agentId: AgentId;
  readonly extension: string;
  readonly displayName: string;
  /** The call that the agent speaks in already: the two can become one. */
  readonly besideCallId?: CallId | undefined;
  /** How the keys of the phone come and go. */
  readonly dtmf?: DtmfSetting;
};

export type NumberTarget = {
  /** As dialled. */
  readonly number: string;
  /** What the record shows as the caller's number. */
  readonly ani: string;
  readonly dial: (callId: CallId, legId: LegId, options: LegInviteOptions) => OutgoingInvite;
};

/** How an agent's own phone is rung before a number is called; what is left out is as for a call that they asked for. */
export type Summons = {
  /** Of the call to be: a new one. */
  readonly callId?: CallId;
  readonly target?: "number" | "callback";
  readonly autoAnswer?: DialOptions["autoAnswer"];
  readonly ownRingMs?: number;
  readonly numberRingMs?: number;
  /** Somebody else goes on with both legs when the number has answered: it is a direct call until then. */
  readonly onAnswered?: (numberLegId: LegId) => void;
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
    | "arrive"
    | "place"
    | "ring"
    | "answer"
    | "answerEarly"
    | "dial"
    | "dialOut"
    | "hangUp"
    | "callerLegOf"
    | "play"
    | "stopPlayback"
  >;
  readonly bridges: Pick<Bridges, "join" | "joinEarly">;
  readonly below: FactSource<CallFact | CallSignal>;
  /** Heard while the other side holds. */
  readonly holdMusic: (tenantId: TenantId) => readonly string[];
  /** A colleague's mailbox: after how long it takes a call that they do not answer, ms; undefined: never. */
  readonly mailboxAfterMs: (agentId: AgentId) => number | undefined;
  /** The call goes to the mailbox of the colleague who was called. */
  readonly onUnanswered: (callId: CallId, called: { tenantId: TenantId; agentId: AgentId }) => void;
  /** Heard by an agent whose own phone was rung first, while the other side is called. */
  readonly ringback: (tenantId: TenantId) => readonly string[];
};

type Entry = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** Another one when the callee's phone is replaced: a page that was reloaded. Undefined before it is dialed. */
  farLegId: LegId | undefined;
  /** Dials it, of a call that rang the agent's own phone first. */
  readonly dialFar?: () => LegId | undefined;
  /** Goes on with both legs in the place of this. */
  readonly onAnswered?: Summons["onAnswered"];
  /** The agent who called, and the one who was called. */
  readonly agentId: AgentId;
  readonly farAgentId: AgentId | undefined;
  state: DirectCallState;
};

/** JSON of a direct call. */
export type DirectCallSnapshot = Readonly<Omit<Entry, "dialFar" | "onAnswered">>;

/** As long as a person lets it ring; carriers give up before (RFC 3261 timer C is three minutes). */
const ringTimeoutMs = 120_000;
/** Whoever asked for the call sits beside their phone. */
const ownPhoneRingMs = 30_000;

export class DirectCalls {
  readonly #options: DirectCallsOptions;
  readonly #calls = new Map<CallId, Entry>();

  constructor(options: DirectCallsOptions) {
    this.#options = options;
    const { below } = options;
    below.on("LegRinging", (fact) => this.#onFar(fact, { kind: "far-ringing" }));
    below.on("LegEarlyMedia", (fact) => this.#onFar(fact, { kind: "far-early" }));
    below.on("LegAnswered", (fact) => this.#onFar(fact, { kind: "far-answered" }));
    below.on("LegEnded", (fact) =>
      this.#onFar(fact, { kind: "far-ended", cause: fact.cause, ending: fact.ending }),
    );
    below.on("LegReplaced", ({ callId, legId, byLegId }) => {
      const entry = this.#calls.get(callId);
      if (entry?.farLegId === legId) entry.farLegId = byLegId;
    });
    below.on("CallAnswered", ({ callId }) => this.#apply(callId, { kind: "near-answered" }));
    below.on("CallEnded", ({ callId }) => {
      this.#apply(callId, { kind: "call-ended" });
      this.#calls.delete(callId);
    });
  }

  /** Undefined while neither side is up: what still rings does not outlive the process. */
  snapshot(callId: CallId): DirectCallSnapshot | undefined {
    const entry = this.#calls.get(callId);
    if (!entry || (entry.state.phase !== "talking" && !entry.state.isNearUp)) return undefined;
    const { dialFar: _, onAnswered: __, ...kept } = entry;
    return kept;
  }

  restore(entry: DirectCallSnapshot): void {
    this.#calls.set(entry.callId, { ...entry });
  }

  /** Whoever was being called for an agent whose own phone was rung first is called no more. */
  goOnAfterRestart(callId: CallId): void {
    if (this.#calls.get(callId)?.state.phase === "dialing")
      this.#apply(callId, { kind: "far-ended", cause: "system-stop" });
  }

  /** Takes the INVITE of an agent's phone to a number outside. */
  toNumber(invite: IncomingInvite, agent: CallingAgent, to: NumberTarget): CallId {
    const { tenantId, agentId, displayName: name, besideCallId, dtmf } = agent;
    const callId = this.#options.calls.arrive(invite, {
      tenantId,
      direction: "outbound",
      ani: to.ani,
      dnis: to.number,
      source: { kind: "endpoint", name },
      agentId,
      target: "number",
      besideCallId,
      dtmf,
    });
    const dial = (legId: LegId, options: LegInviteOptions) => to.dial(callId, legId, options);
    const farLegId = this.#options.calls.dialOut(callId, { number: to.number, ringTimeoutMs, dial });
    if (farLegId) this.#begin({ tenantId, callId, farLegId, agentId, farAgentId: undefined });
    return callId;
  }

  /** Rings an agent's own phone, and calls the number when they have answered. */
  ringThenCall(agent: CallingAgent, rung: RingTarget, to: NumberTarget & Summons): CallId {
    const { tenantId, agentId, displayName: name } = agent;
    const { autoAnswer, onAnswered, ownRingMs = ownPhoneRingMs, numberRingMs = ringTimeoutMs } = to;
    const { calls } = this.#options;
    const callId = calls.place({
      callId: to.callId,
      tenantId,
      direction: "outbound",
      ani: to.ani,
      dnis: to.number,
      source: { kind: "endpoint", name },
      target: to.target ?? "number",
      agentId,
      rung,
      ringTimeoutMs: ownRingMs,
      shownAs: to.number,
      ...(autoAnswer && { autoAnswer }),
    });
    const dial = (legId: LegId, options: LegInviteOptions) => to.dial(callId, legId, options);
    const dialFar = () => calls.dialOut(callId, { number: to.number, ringTimeoutMs: numberRingMs, dial });
    const about = { tenantId, callId, farLegId: undefined, agentId, farAgentId: undefined };
    const then = { dialFar, ...(onAnswered && { onAnswered }) };
    this.#calls.set(callId, { ...about, ...then, state: newSummonedCall });
    return callId;
  }

  /** Takes the INVITE of an agent's phone to a colleague's extension. */
  toExtension(invite: IncomingInvite, agent: CallingAgent, to: ExtensionTarget): CallId {
    const { tenantId, agentId, displayName: name, extension: ani, besideCallId, dtmf } = agent;
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
      dtmf,
    });
    const { target, agentId: farAgentId } = to;
    const mailboxMs = this.#options.mailboxAfterMs(farAgentId);
    const dialling = { agentId: farAgentId, ringTimeoutMs: mailboxMs ?? ringTimeoutMs };
    const farLegId = target && calls.dial(callId, { ...dialling, target });
    if (farLegId) {
      const state = { ...newDirectCall, hasMailbox: mailboxMs !== undefined };
      this.#calls.set(callId, { tenantId, callId, farLegId, agentId, farAgentId, state });
    } else if (mailboxMs !== undefined) this.#options.onUnanswered(callId, { tenantId, agentId: farAgentId });
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
    const { calls, bridges, ringback } = this.#options;
    const { tenantId, callId } = entry;
    switch (effect.kind) {
      case "take-message":
        if (entry.farAgentId) this.#options.onUnanswered(callId, { tenantId, agentId: entry.farAgentId });
        return;
      case "dial-far":
        entry.farLegId = entry.dialFar?.();
        return;
      case "play-ringback":
        return this.#withNear(callId, (legId) =>
          calls.play(callId, { legId, files: ringback(tenantId), loop: true, stopOnDigit: false }),
        );
      case "ring":
        return calls.ring(callId);
      case "hear-early":
        this.#withNear(callId, (legId) => calls.stopPlayback(callId, legId));
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
    const { tenantId, callId, farAgentId, agentId, farLegId, onAnswered } = entry;
    const holdMusic = this.#options.holdMusic(tenantId);
    // The ringback, of whoever rang their own phone first: it would drown what is said.
    this.#withNear(callId, (legId) => this.#options.calls.stopPlayback(callId, legId));
    if (onAnswered && farLegId) {
      this.#calls.delete(callId);
      return onAnswered(farLegId);
    }
    this.#withLegs(entry, (legs) =>
      this.#options.bridges.join({ tenantId, callId, ...legs, agentId: farAgentId ?? agentId, holdMusic }),
    );
  }

  #withNear(callId: CallId, use: (legId: LegId) => void): void {
    const near = this.#options.calls.callerLegOf(callId);
    if (near) use(near);
  }

  /** In recordings whoever is not our agent is left, as in calls that come in; of two agents the one who called. */
  #withLegs(entry: Entry, use: (legs: { callerLegId: LegId; agentLegId: LegId }) => void): void {
    const near = this.#options.calls.callerLegOf(entry.callId);
    const far = entry.farLegId;
    if (!near || !far) return;
    use(entry.farAgentId ? { callerLegId: near, agentLegId: far } : { callerLegId: far, agentLegId: near });
  }
}
