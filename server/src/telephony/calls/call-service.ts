// All calls of this node. Whoever wants something of a call names it by id; what happens to a call
// is heard as facts. A call is its caller's leg plus the legs dialed for it, and ends with the caller's.
import { makeFact, newId } from "@tandem/kernel";
import type { AgentId, CallId, Clock, FactContent, FactPublisher, LegId, TenantId } from "@tandem/kernel";
import type { MediaCommand, MediaEvent } from "@tandem/media";
import type { IncomingInvite, OutgoingInvite, OutgoingInviteOptions } from "@tandem/sip";
import type { CallEndCause, CallFact, CallParty, CallSignal, CallSource } from "./call-facts.ts";
import { factOfMediaEvent, factOfNews } from "./call-news.ts";
import { LegActor } from "./leg-actor.ts";
import type { DialTarget, LegNews, LegSignalling } from "./leg-actor.ts";
import type { LegEndCause } from "./leg-causes.ts";
import type { MediaPort } from "./leg-media.ts";

export type CallsOptions = {
  readonly dial: (options: OutgoingInviteOptions) => OutgoingInvite;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly facts: FactPublisher<CallFact | CallSignal>;
  /** The address written into SDP. */
  readonly advertisedAddress: string;
};

type Call = {
  readonly id: CallId;
  readonly tenantId: TenantId;
  readonly ani: string;
  readonly dnis: string;
  readonly callerLegId: LegId;
  readonly legs: Map<LegId, LegActor>;
  /** How the call ends once its caller's leg is down; the first to say so wins. */
  ending: { cause: CallEndCause; by: CallParty } | undefined;
};

export type ArrivingCall = {
  readonly tenantId: TenantId;
  readonly direction: "inbound" | "internal";
  readonly ani: string;
  readonly dnis: string;
  readonly source: CallSource;
};

export type DialOptions = {
  readonly agentId: AgentId;
  readonly target: DialTarget;
  readonly ringTimeoutMs: number;
};

export class Calls {
  readonly #options: CallsOptions;
  readonly #calls = new Map<CallId, Call>();
  readonly #callOfLeg = new Map<LegId, Call>();

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#calls.size;
  }

  exists(callId: CallId): boolean {
    return this.#calls.has(callId);
  }

  /** Whether this leg is still in the call; what other modules believe of legs is checked against it. */
  hasLeg(callId: CallId, legId: LegId): boolean {
    return this.#calls.get(callId)?.legs.has(legId) ?? false;
  }

  callerLegOf(callId: CallId): LegId | undefined {
    return this.#calls.get(callId)?.callerLegId;
  }

  /** Takes an INVITE as a new call; it rings until somebody answers, rejects or hangs up. */
  arrive(invite: IncomingInvite, arriving: ArrivingCall): CallId {
    const { tenantId, ani, dnis, direction, source } = arriving;
    const id = newId<CallId>(this.#options.clock.now());
    const callerLegId = newId<LegId>(this.#options.clock.now());
    const call: Call = { id, tenantId, ani, dnis, callerLegId, legs: new Map(), ending: undefined };
    this.#calls.set(id, call);
    const leg = this.#addLeg(call, callerLegId, undefined, { kind: "arriving", invite });
    this.#publish({
      type: "CallArrived",
      tenantId,
      callId: id,
      legId: callerLegId,
      direction,
      ani,
      dnis,
      source,
    });
    leg.start();
    return id;
  }

  /** Answers the caller. `CallAnswered` follows when the caller acknowledged. */
  answer(callId: CallId): void {
    this.#callerLeg(callId)?.apply({ kind: "answer-wanted" });
  }

  /** Refuses a call that was not answered, or ends one that was. */
  hangUp(callId: CallId, ending: { cause: CallEndCause; by: CallParty; wire?: LegEndCause }): void {
    const call = this.#calls.get(callId);
    if (!call) return;
    call.ending ??= { cause: ending.cause, by: ending.by };
    this.#callerLeg(callId)?.apply({ kind: "local-end", cause: ending.wire ?? "hung-up-locally" });
  }

  /** Rings an agent's phone for a call; the outcome comes as LegAnswered or LegEnded. */
  dial(callId: CallId, options: DialOptions): LegId | undefined {
    const call = this.#calls.get(callId);
    if (!call) return undefined;
    const legId = newId<LegId>(this.#options.clock.now());
    const leg = this.#addLeg(call, legId, options.agentId, {
      kind: "dialing",
      target: options.target,
      from: { uri: `sip:${call.ani || "anonymous"}@tandem`, displayName: call.ani || "anonymous" },
      // The desk ties its ringing phone to the call it shows by this header.
      headers: [["X-Tandem-Call", callId]],
      ringTimeoutMs: options.ringTimeoutMs,
    });
    this.#publish({
      type: "LegDialed",
      tenantId: call.tenantId,
      callId,
      legId,
      agentId: options.agentId,
      address: options.target.uri,
    });
    leg.start();
    return legId;
  }

  hangUpLeg(callId: CallId, legId: LegId, cause: LegEndCause): void {
    this.#calls.get(callId)?.legs.get(legId)?.apply({ kind: "local-end", cause });
  }

  /** Plays sound files to one leg, replacing what plays there; PlaybackFinished follows. */
  play(
    callId: CallId,
    playback: { legId: LegId; files: readonly string[]; loop: boolean; stopOnDigit: boolean },
  ): string {
    const playbackId = newId(this.#options.clock.now());
    if (this.hasLeg(callId, playback.legId)) {
      this.#send({ kind: "play", ...playback, files: [...playback.files], playbackId });
    }
    return playbackId;
  }

  stopPlayback(callId: CallId, legId: LegId): void {
    if (this.hasLeg(callId, legId)) this.#send({ kind: "stop-playback", legId, playbackId: null });
  }

  /** Everything that media reports of legs comes in here. */
  onMediaEvent(event: MediaEvent): void {
    if (!("legId" in event)) return;
    const legId = event.legId as LegId;
    const call = this.#callOfLeg.get(legId);
    if (!call) return;
    const fact = factOfMediaEvent({ tenantId: call.tenantId, callId: call.id, legId }, event);
    if (fact) this.#publish(fact);
    if (event.kind === "leg-failed") call.legs.get(legId)?.apply({ kind: "local-end", cause: "no-sound" });
    if (event.kind === "leg-stats" && !call.legs.has(legId)) this.#callOfLeg.delete(legId);
  }

  /** The media process is gone: no call of this node has sound any more, so each is ended and says why. */
  onMediaLost(): void {
    this.endAll({ cause: "media-lost", wire: "media-lost" });
    // What a lost process counted is never reported.
    this.#callOfLeg.clear();
  }

  endAll(why: { cause: CallEndCause; wire: LegEndCause }): void {
    for (const call of this.#calls.values()) this.hangUp(call.id, { ...why, by: "system" });
  }

  /** Ends the legs whose phone was reached over this connection and did not come back. */
  onFlowLost(flow: string): void {
    for (const call of this.#calls.values()) {
      for (const leg of call.legs.values()) {
        if (leg.flow === flow) leg.apply({ kind: "local-end", cause: "phone-lost" });
      }
    }
  }

  /** Gives up the phones that still ring behind this connection, so that somebody else can be rung. */
  stopRinging(flow: string): void {
    for (const call of this.#calls.values()) {
      for (const leg of call.legs.values()) {
        if (leg.flow === flow && leg.rings) leg.apply({ kind: "local-end", cause: "unreachable" });
      }
    }
  }

  #callerLeg(callId: CallId): LegActor | undefined {
    const call = this.#calls.get(callId);
    return call?.legs.get(call.callerLegId);
  }

  #addLeg(call: Call, legId: LegId, agentId: AgentId | undefined, signalling: LegSignalling): LegActor {
    const { dial, media, clock, advertisedAddress } = this.#options;
    const leg = new LegActor({
      callId: call.id,
      legId,
      agentId,
      signalling,
      media,
      dial,
      clock,
      advertisedAddress,
      tell: (news) => this.#onLegNews(call, legId, agentId, news),
    });
    call.legs.set(legId, leg);
    this.#callOfLeg.set(legId, call);
    return leg;
  }

  #onLegNews(call: Call, legId: LegId, agentId: AgentId | undefined, news: LegNews): void {
    const callEnds = news.kind === "ended" && legId === call.callerLegId;
    if (news.kind === "ended") {
      call.legs.delete(legId);
      // A leg that got no port has nothing to count; all others are forgotten when their counts came.
      if (news.cause === "no-capacity") this.#callOfLeg.delete(legId);
      if (callEnds) call.ending ??= endingOf(news.cause, news.answered);
    }
    const fact = factOfNews({ tenantId: call.tenantId, callId: call.id, legId }, agentId, news);
    if (fact) this.#publish(fact);
    if (callEnds) this.#endCall(call, news.cause);
  }

  /** The caller's leg is down: the other legs follow, and the call is over. */
  #endCall(call: Call, cause: LegEndCause): void {
    const legCause = call.ending?.by === "agent" ? "hung-up-locally" : cause;
    for (const leg of call.legs.values()) {
      leg.apply({ kind: "local-end", cause: legCause === "hung-up-remotely" ? "hung-up-locally" : legCause });
    }
    this.#calls.delete(call.id);
    const { cause: endCause, by } = call.ending ?? { cause: "failed", by: "system" };
    this.#publish({
      type: "CallEnded",
      tenantId: call.tenantId,
      callId: call.id,
      cause: endCause,
      by,
    });
  }

  #publish(content: FactContent<CallFact | CallSignal>): void {
    this.#options.facts.publish(makeFact<CallFact | CallSignal>(this.#options.clock, content));
  }

  #send(command: MediaCommand): void {
    void this.#options.media.send(command);
  }
}

/** How a call ended that its caller's leg ended, by nobody's command. */
function endingOf(cause: LegEndCause, answered: boolean): { cause: CallEndCause; by: CallParty } {
  if (cause === "hung-up-remotely") return { cause: "completed", by: "caller" };
  if (cause === "cancelled" || (cause === "unacknowledged" && !answered))
    return { cause: "abandoned", by: "caller" };
  return { cause: "failed", by: "system" };
}
