// All calls of this node. Whoever wants something of a call names it by id; what happens to a call
// is heard as facts. A call is its caller's leg plus the legs dialed for it, and ends with the caller's.
import { makeFact, newId } from "@tandem/kernel";
import type { AgentId, CallId, FactContent, LegId, TenantId } from "@tandem/kernel";
import type { LegFailure, MediaCommand, MediaEvent } from "@tandem/media";
import type { FlowKey, IncomingInvite, IncomingRefer } from "@tandem/sip";
import type {
  ArrivingCall,
  Call,
  CalledOut,
  CallsOptions,
  DialOptions,
  DialOutOptions,
  HangUp,
  LegToTakeBack,
  PlacedCall,
} from "./call.ts";
import { CallCourse } from "./call-course.ts";
import type { CallEndCause, CallFact, CallSignal } from "./call-facts.ts";
import { factOfMediaEvent } from "./call-news.ts";
import { leftInvitesOf, restoreCall, snapshotCall } from "./kept-calls.ts";
import type { CallRestoring, LeftInvites } from "./kept-calls.ts";
import type { LegActor } from "./leg-actor.ts";
import type { LegEndCause } from "./leg-causes.ts";
import { LegMaker } from "./leg-maker.ts";
import type { LegToTakeIn } from "./leg-replacements.ts";
import { LegReplacements } from "./leg-replacements.ts";
import type { CallSnapshot } from "./leg-snapshot.ts";
import { LegStarts } from "./leg-starts.ts";
import { readTransfer } from "./leg-transfer.ts";
import type { DialogName, LegOfCall } from "./leg-transfer.ts";
import { LiveCalls } from "./live-calls.ts";
import { MediaLoss } from "./media-loss.ts";
import { PortAlarm } from "./port-alarm.ts";
import { PhoneLinks } from "./phone-links.ts";
import type { RegisteredContact } from "./phone-links.ts";

/** While a phone only rings, a caller waits for it: shorter than in a call, enough for a page to connect again. */
const ringingGraceMs = 3000;

export class Calls {
  readonly #options: CallsOptions;
  readonly #live = new LiveCalls();
  readonly #maker: LegMaker;
  readonly #starts: LegStarts;
  readonly #links: PhoneLinks;
  readonly #replacements: LegReplacements;
  readonly #mediaLoss: MediaLoss;
  readonly #ports: PortAlarm;
  readonly #course: CallCourse;

  constructor(options: CallsOptions) {
    this.#options = options;
    const publish = (content: FactContent<CallFact | CallSignal>) => this.#publish(content);
    const ports = { live: this.#live, clock: options.clock, publish };
    this.#ports = new PortAlarm(ports);
    this.#links = new PhoneLinks(ports);
    this.#maker = new LegMaker(options, this.#live, {
      onNews: (legId, agentId, news) => this.#course.onLegNews(legId, agentId, news),
      onRefer: (legId, agentId, refer) => this.#onRefer(legId, agentId, refer),
      onNoPort: (call, legId) => this.#ports.refused(call, legId),
    });
    this.#starts = new LegStarts({ ...ports, maker: this.#maker });
    this.#replacements = new LegReplacements({ ...ports, maker: this.#maker });
    this.#course = new CallCourse({
      ...ports,
      maker: this.#maker,
      links: this.#links,
      replacements: this.#replacements,
    });
    const giveUp = () => this.endAll({ cause: "media-lost", wire: "media-lost" });
    this.#mediaLoss = new MediaLoss({ ...ports, maker: this.#maker, links: this.#links, giveUp });
  }

  /** JSON of a call for a later process; undefined while its caller's leg is not up. */
  snapshot(callId: CallId): CallSnapshot | undefined {
    return snapshotCall(this.#live, callId);
  }

  /** JSON of what rings for a call: no later process can go on with it, but it can end it or begin anew. */
  leftInvites(callId: CallId): LeftInvites | undefined {
    return leftInvitesOf(this.#live, callId);
  }

  /** Goes on with a call of an earlier process; legs that media does not carry are without sound until `reopenRestored`. */
  restore(call: CallSnapshot, restoring: CallRestoring): void {
    restoreCall({ live: this.#live, maker: this.#maker }, call, restoring);
    for (const { legId } of call.legs) this.#links.onRestored(legId);
    this.#mediaLoss.onRestored(call.id);
  }

  /** Phones can be told: legs that were restored without sound get ports anew. */
  reopenRestored(): void {
    this.#mediaLoss.reopenRestored();
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

  /** Whose call it is; undefined when it is not live. */
  tenantOf(callId: CallId): TenantId | undefined {
    return this.#live.byId.get(callId)?.tenantId;
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
    return this.#starts.arrive(invite, arriving);
  }

  /** Begins a call of our own by ringing an agent's phone; `CallAnswered` or `CallEnded` follows. */
  place(placed: PlacedCall): CallId {
    return this.#starts.place(placed);
  }

  /** Begins a call of our own by calling somebody outside, if that can be; `CallAnswered` or `CallEnded` follows. */
  callOut(called: CalledOut): CallId | undefined {
    return this.#starts.callOut(called);
  }

  /** Tells the caller that somebody is rung. */
  ring(callId: CallId): void {
    this.#callerLeg(callId)?.apply({ kind: "ring-wanted" });
  }

  /** Lets the caller hear sound before the answer; `EarlySoundStarted` or `EarlySoundImpossible` follows. */
  answerEarly(callId: CallId): void {
    this.#callerLeg(callId)?.apply({ kind: "early-answer-wanted" });
  }

  /** Answers the caller. `CallAnswered` follows when the caller acknowledged. */
  answer(callId: CallId): void {
    this.#callerLeg(callId)?.apply({ kind: "answer-wanted" });
  }

  /** Refuses a call that was not answered, or ends one that was. */
  hangUp(callId: CallId, { cause, by, wire, because }: HangUp): void {
    const call = this.#live.byId.get(callId);
    if (!call) return;
    call.ending ??= { cause, by };
    this.#callerLeg(callId)?.apply({ kind: "local-end", cause: wire ?? "hung-up-locally", because });
    // Of a call that we placed, as long as several phones ring.
    call.ringing.get(call.callerLegId)?.stop("cancelled");
  }

  /** Rings an agent's phone, or several of them as one leg; the outcome comes as LegAnswered or LegEnded. */
  dial(callId: CallId, options: DialOptions): LegId | undefined {
    return this.#starts.dial(callId, options);
  }

  /** Calls somebody outside for a call; the outcome comes as LegAnswered or LegEnded without an agent. */
  dialOut(callId: CallId, options: DialOutOptions): LegId | undefined {
    return this.#starts.dialOut(callId, options);
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
    if (event.kind === "legs-lost") return this.#mediaLoss.onLegsLost(event.legIds);
    if (!("legId" in event) || event.kind === "active-speaker") return;
    const legId = event.legId as LegId;
    const call = this.#live.byLeg.get(legId);
    if (!call) return this.#maker.onRingingMediaEvent(legId, event);
    const isUp = call.legs.get(legId)?.state.phase === "up";
    const fact = factOfMediaEvent({ tenantId: call.tenantId, callId: call.id, legId }, event, isUp);
    if (fact) this.#publish(fact);
    if (event.kind === "key-to-send") call.legs.get(legId)?.sendKey(event);
    if (event.kind === "leg-quiet" || event.kind === "leg-heard") this.#links.onSound(legId, event.kind);
    if (event.kind === "leg-failed") this.#onSoundLost(call, legId, event.reason);
    if (event.kind === "leg-stats" && !call.legs.has(legId)) this.#live.byLeg.delete(legId);
  }

  /** The media process is gone: calls stand without sound until the next one is there, for ten seconds. */
  onMediaLost(): void {
    this.#mediaLoss.onLost();
  }

  /** The next media process is there: phones are told where they are heard now; `SoundRestored` follows for each. */
  onMediaRestarted(): void {
    this.#mediaLoss.onRestarted();
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

  /** What a page must know to take this leg over; undefined before it is up. */
  takeBack(callId: CallId, legId: LegId): LegToTakeBack | undefined {
    const replaces = this.#live.nameOf(callId, legId);
    const call = this.#live.byId.get(callId);
    if (replaces === undefined || !call) return undefined;
    const held = this.#live.leg(legId)?.holds ?? false;
    const party = call.callerLegId === legId ? call.dnis : call.ani;
    return { replaces, isCutOff: !this.#links.isOpen(legId), held, party };
  }

  /** Takes an INVITE as another phone of whoever is on a leg; once it is up, it stands where that leg stood. */
  takeOver(invite: IncomingInvite, leg: LegOfCall): LegId | undefined {
    return this.#replacements.takeOver(invite, leg);
  }

  /** Takes an INVITE into a call in the place of a leg that has ended; answered at once. Undefined when there is no such call. */
  takeIn(invite: IncomingInvite, leg: LegToTakeIn): LegId | undefined {
    return this.#replacements.takeIn(invite, leg);
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

  #onSoundLost(call: Call, legId: LegId, failure: LegFailure): void {
    const leg = call.legs.get(legId);
    // Before the answer a caller need not say anything.
    const onlyListens = failure === "no-rtp" && leg?.state.phase === "waiting";
    if (onlyListens || this.#links.isWaitedFor(legId, failure)) return;
    leg?.apply({ kind: "local-end", cause: "no-sound" });
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

  #publish(content: FactContent<CallFact | CallSignal>): void {
    this.#options.facts.publish(makeFact<CallFact | CallSignal>(this.#options.clock, content));
  }

  #send(command: MediaCommand): void {
    void this.#options.media.send(command);
  }
}
