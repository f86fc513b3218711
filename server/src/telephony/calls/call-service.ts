// All calls of this node. Whoever wants something of a call names it by id; what happens to a call
// is heard as facts. A call is its caller's leg plus the legs dialed for it, and ends with the caller's.
import { makeFact, newId } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, LegId } from "@tandem/kernel";
import type { MediaCommand, MediaEvent } from "@tandem/media";
import type { FlowKey, IncomingInvite, IncomingRefer } from "@tandem/sip";
import { dialing, endingOf } from "./call.ts";
import type { ArrivingCall, Call, CallsOptions, DialOptions, DialOutOptions } from "./call.ts";
import type { CallEndCause, CallFact, CallParty, CallSignal } from "./call-facts.ts";
import { factOfMediaEvent, factOfNews } from "./call-news.ts";
import type { LegActor, LegNews } from "./leg-actor.ts";
import type { LegEndCause } from "./leg-causes.ts";
import { LegMaker } from "./leg-maker.ts";
import { LegReplacements } from "./leg-replacements.ts";
import { readTransfer } from "./leg-transfer.ts";
import type { DialogName, LegOfCall } from "./leg-transfer.ts";
import { LiveCalls } from "./live-calls.ts";
import { PhoneLinks } from "./phone-links.ts";
import type { RegisteredContact } from "./phone-links.ts";
import { addressOf, singleTarget } from "./ring-plan.ts";

/** While a phone only rings, a caller waits for it: shorter than in a call, enough for a page to connect again. */
const ringingGraceMs = 3000;

export class Calls {
  readonly #options: CallsOptions;
  readonly #live = new LiveCalls();
  readonly #maker: LegMaker;
  readonly #links: PhoneLinks;
  readonly #replacements: LegReplacements;

  constructor(options: CallsOptions) {
    this.#options = options;
    const publish = (content: FactContent<CallFact | CallSignal>) => this.#publish(content);
    const ports = { live: this.#live, clock: options.clock, publish };
    this.#links = new PhoneLinks(ports);
    this.#maker = new LegMaker(options, this.#live, {
      onNews: (legId, agentId, news) => this.#onLegNews(legId, agentId, news),
      onRefer: (legId, agentId, refer) => this.#onRefer(legId, agentId, refer),
    });
    this.#replacements = new LegReplacements({ ...ports, maker: this.#maker });
  }

  get size(): number {
    return this.#live.byId.size;
  }

  exists(callId: CallId): boolean {
    return this.#live.byId.has(callId);
  }

  /** Whether this leg is still in the call; what other modules believe of legs is checked against it. */
  hasLeg(callId: CallId, legId: LegId): boolean {
    const call = this.#live.byId.get(callId);
    return call !== undefined && (call.legs.has(legId) || call.ringing.has(legId));
  }

  callerLegOf(callId: CallId): LegId | undefined {
    return this.#live.byId.get(callId)?.callerLegId;
  }

  /** The numbers of a live call: who called, and what was dialled. */
  numbersOf(callId: CallId): { readonly ani: string; readonly dnis: string } | undefined {
    return this.#live.byId.get(callId);
  }

  /** Whose leg it is; null when it is not an agent's, or is none. */
  agentOf(callId: CallId, legId: LegId): AgentId | null {
    return this.#live.byId.get(callId)?.legs.get(legId)?.options.agentId ?? null;
  }

  /** Takes an INVITE as a new call; it rings until somebody answers, rejects or hangs up. */
  arrive(invite: IncomingInvite, arriving: ArrivingCall): CallId {
    const { tenantId, ani, dnis, direction, source, besideCallId } = arriving;
    const id = newId<CallId>(this.#options.clock.now());
    const callerLegId = newId<LegId>(this.#options.clock.now());
    const empty = { legs: new Map(), ringing: new Map(), ending: undefined };
    const mediaCallId = (besideCallId && this.#live.byId.get(besideCallId)?.mediaCallId) ?? id;
    const call: Call = { id, tenantId, ani, dnis, mediaCallId, callerLegId, ...empty };
    this.#live.byId.set(id, call);
    const { agentId, target, original, encryption } = arriving;
    const leg = this.#maker.add(call, {
      legId: callerLegId,
      agentId,
      signalling: {
        kind: "arriving",
        invite,
        ringsAtOnce: target === undefined,
        ...(encryption && { encryption }),
      },
    });
    this.#publish({
      type: "CallArrived",
      tenantId,
      callId: id,
      legId: callerLegId,
      direction,
      ani,
      dnis,
      source,
      ...(agentId && { agentId }),
      ...(target && { target }),
      ...(original && { original }),
    });
    leg.start();
    return id;
  }

  /** Tells the caller that somebody is rung. */
  ring(callId: CallId): void {
    this.#callerLeg(callId)?.apply({ kind: "ring-wanted" });
  }

  /** Lets the caller hear sound before the answer. */
  answerEarly(callId: CallId): void {
    this.#callerLeg(callId)?.apply({ kind: "early-answer-wanted" });
  }

  /** Answers the caller. `CallAnswered` follows when the caller acknowledged. */
  answer(callId: CallId): void {
    this.#callerLeg(callId)?.apply({ kind: "answer-wanted" });
  }

  /** Refuses a call that was not answered, or ends one that was. */
  hangUp(callId: CallId, ending: { cause: CallEndCause; by: CallParty; wire?: LegEndCause }): void {
    const call = this.#live.byId.get(callId);
    if (!call) return;
    call.ending ??= { cause: ending.cause, by: ending.by };
    this.#callerLeg(callId)?.apply({ kind: "local-end", cause: ending.wire ?? "hung-up-locally" });
  }

  /** Rings an agent's phone, or several of them as one leg; the outcome comes as LegAnswered or LegEnded. */
  dial(callId: CallId, options: DialOptions): LegId | undefined {
    const call = this.#live.byId.get(callId);
    if (!call) return undefined;
    const legId = newId<LegId>(this.#options.clock.now());
    const target = singleTarget(options.target);
    const leg = target
      ? this.#maker.add(call, {
          legId,
          agentId: options.agentId,
          signalling: dialing(call, target, options.ringTimeoutMs),
        })
      : this.#maker.addRing(call, legId, options);
    this.#publish({
      type: "LegDialed",
      tenantId: call.tenantId,
      callId,
      legId,
      agentId: options.agentId,
      address: addressOf(options.target),
    });
    leg.start();
    return legId;
  }

  /** Calls somebody outside for a call; the outcome comes as LegAnswered or LegEnded without an agent. */
  dialOut(callId: CallId, { number, ringTimeoutMs, dial }: DialOutOptions): LegId | undefined {
    const call = this.#live.byId.get(callId);
    if (!call) return undefined;
    const legId = newId<LegId>(this.#options.clock.now());
    // Where it goes is for `dial` to find out; what is offered can be encrypted or not, as the trunk wants.
    const nowhere = { transport: "udp", address: "invalid", port: 0 } as const;
    const target = { uri: `tel:${number}`, to: nowhere, transport: "rtp", encryption: "optional" } as const;
    const signalling = dialing(call, target, ringTimeoutMs);
    const leg = this.#maker.add(call, {
      legId,
      agentId: undefined,
      signalling,
      dial: (options) => dial(legId, options),
    });
    this.#publish({
      type: "LegDialed",
      tenantId: call.tenantId,
      callId,
      legId,
      agentId: null,
      address: number,
    });
    leg.start();
    return legId;
  }

  hangUpLeg(callId: CallId, legId: LegId, cause: LegEndCause): void {
    const call = this.#live.byId.get(callId);
    call?.legs.get(legId)?.apply({ kind: "local-end", cause });
    call?.ringing.get(legId)?.stop(cause);
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
    const call = this.#live.byLeg.get(legId);
    if (!call) return this.#maker.onRingingMediaEvent(legId, event);
    const fact = factOfMediaEvent({ tenantId: call.tenantId, callId: call.id, legId }, event);
    if (fact) this.#publish(fact);
    if (event.kind === "leg-quiet" || event.kind === "leg-heard") this.#links.onSound(legId, event.kind);
    if (event.kind === "leg-failed" && !this.#links.isWaitedFor(legId, event.reason))
      call.legs.get(legId)?.apply({ kind: "local-end", cause: "no-sound" });
    if (event.kind === "leg-stats" && !call.legs.has(legId)) this.#live.byLeg.delete(legId);
  }

  /** The media process is gone: no call of this node has sound any more, so each is ended and says why. */
  onMediaLost(): void {
    this.endAll({ cause: "media-lost", wire: "media-lost" });
    // What a lost process counted is never reported.
    this.#live.byLeg.clear();
  }

  endAll(why: { cause: CallEndCause; wire: LegEndCause }): void {
    for (const call of this.#live.byId.values()) this.hangUp(call.id, { ...why, by: "system" });
  }

  /** A connection closed. Phones that ring behind it are given up soon; a call goes on as long as it is heard. */
  onFlowClosed(flow: FlowKey): void {
    this.#options.clock.after(ringingGraceMs, () => this.stopRinging(flow));
    this.#links.onFlowClosed(flow);
  }

  /** What an agent's phone is told from here on goes over the connection by which it registered. */
  onPhoneRegistered(phone: RegisteredContact): void {
    this.#links.onRegistered(phone);
  }

  /** The leg whose dialog an INVITE or REFER names. */
  legNamed(name: DialogName): LegOfCall | undefined {
    return this.#live.legNamed(name);
  }

  /** What a page must say to take this leg over, and whether its phone is cut off now; undefined before it is up. */
  takeBack(callId: CallId, legId: LegId): { replaces: string; isCutOff: boolean } | undefined {
    const replaces = this.#live.nameOf(callId, legId);
    return replaces === undefined ? undefined : { replaces, isCutOff: !this.#links.isOpen(legId) };
  }

  /** Takes an INVITE as another phone of whoever is on a leg; once it is up, it stands where that leg stood. */
  takeOver(invite: IncomingInvite, leg: LegOfCall): LegId | undefined {
    return this.#replacements.takeOver(invite, leg);
  }

  /** `byLegId` stands where `legId` stood, which ends with `cause`. Both are legs of the call. */
  replaceLeg(callId: CallId, legId: LegId, byLegId: LegId, cause: "replaced" | "transferred"): void {
    this.#replacements.replace(callId, legId, byLegId, cause);
  }

  /** This leg keeps the call up from now on; when it ends, the call does. */
  anchor(callId: CallId, legId: LegId): void {
    const call = this.#live.byId.get(callId);
    if (call?.legs.has(legId)) call.callerLegId = legId;
  }

  /** A leg that is up leaves its call for another one beside it; false when they cannot meet. */
  moveLeg(fromCallId: CallId, legId: LegId, toCallId: CallId): boolean {
    return this.#replacements.move(fromCallId, legId, toCallId);
  }

  /** Gives up the phones that still ring behind this connection, so that somebody else can be rung. */
  stopRinging(flow: FlowKey): void {
    for (const call of this.#live.byId.values()) {
      for (const leg of call.legs.values()) {
        if (leg.flow === flow && leg.rings) leg.apply({ kind: "local-end", cause: "unreachable" });
      }
      for (const ring of call.ringing.values()) ring.dropFlow(flow);
    }
  }

  #callerLeg(callId: CallId): LegActor | undefined {
    const call = this.#live.byId.get(callId);
    return call?.legs.get(call.callerLegId);
  }

  #onRefer(legId: LegId, agentId: AgentId | null, refer: IncomingRefer): void {
    const call = this.#live.byLeg.get(legId);
    const { onTransfer } = this.#options;
    if (!call || !onTransfer) return refer.reject(603);
    const by = { tenantId: call.tenantId, callId: call.id, legId, agentId };
    onTransfer(readTransfer(refer, by, (name) => this.#live.legNamed(name)));
  }

  #onLegNews(legId: LegId, agentId: AgentId | undefined, news: LegNews): void {
    const call = this.#live.byLeg.get(legId);
    if (!call) return;
    const isCaller = legId === call.callerLegId;
    const callEnds = news.kind === "ended" && isCaller;
    if (news.kind === "ended") {
      call.legs.delete(legId);
      // Media counts phones that only rang under ids of their own.
      if (call.ringing.has(legId)) this.#live.byLeg.delete(legId);
      this.#maker.forgetRing(call, legId);
      // A leg that got no port has nothing to count; all others are forgotten when their counts came.
      if (news.cause === "no-capacity") this.#live.byLeg.delete(legId);
      if (callEnds)
        call.ending ??= endingOf(news.cause, news.answered, agentId === undefined ? "caller" : "agent");
    }
    const about = { tenantId: call.tenantId, callId: call.id, legId };
    this.#publish(factOfNews(about, { agentId: agentId ?? null, isCaller }, news));
    if (news.kind === "answered") this.#replacements.onAnswered(call, legId);
    if (news.kind === "ended") {
      this.#links.forget(legId);
      this.#replacements.onEnded(call, legId);
    }
    if (callEnds) this.#endCall(call, news.cause);
  }

  /** The caller's leg is down: the other legs follow, and the call is over. */
  #endCall(call: Call, cause: LegEndCause): void {
    const legCause = call.ending?.by === "agent" ? "hung-up-locally" : cause;
    for (const leg of call.legs.values()) {
      leg.apply({ kind: "local-end", cause: legCause === "hung-up-remotely" ? "hung-up-locally" : legCause });
    }
    for (const ring of call.ringing.values()) ring.stop("cancelled");
    this.#live.byId.delete(call.id);
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
