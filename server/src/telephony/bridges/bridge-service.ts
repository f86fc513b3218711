// Two legs that hear each other. While one side holds or its phone is away, the other hears music; when one
// leg is replaced, the other notices nothing; when one leg ends, the bridge ends and says which. Others may join as
// guests: then all are in a conference of the call's id, until the two are alone again.
//
// bridge | means                                               | leaves by
// -------+-----------------------------------------------------+---------------------------------------------
// joined | both hear each other, or one hears hold music       | park, end of a leg
// parked | one waits with music for a transfer; the other may  | LegReplaced, unpark, endParked, end of the
//        | hang up without ending it                           | leg that waits
import { makeFact } from "@tandem/kernel";
import type { CallId, Clock, FactContent, FactPublisher, FactSource, LegId } from "@tandem/kernel";
import type { CallFact, Calls, MediaPort } from "#telephony/calls";
import type { BridgeFact } from "./bridge-facts.ts";
import { hearsMusic, legsOf, opposite, without } from "./bridge.ts";
import type { Bridge, BridgeSnapshot, LiveBridge } from "./bridge.ts";
import { heardByCaller, legIdsOf, routesOf } from "./bridge-parties.ts";
import type { Absence, Guest } from "./bridge-parties.ts";

export type BridgesOptions = {
  readonly calls: Pick<Calls, "play" | "stopPlayback" | "hasLeg">;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly facts: FactPublisher<BridgeFact>;
  readonly callFacts: FactSource<CallFact>;
};

/** A conference has 32 legs at most. */
const mostGuests = 30;

export class Bridges {
  readonly #options: BridgesOptions;
  readonly #byCall = new Map<CallId, LiveBridge>();

  constructor(options: BridgesOptions) {
    this.#options = options;
    const { callFacts } = options;
    callFacts.on("LegHeld", ({ callId, legId }) => this.#notice(callId, legId, { held: true }));
    callFacts.on("LegResumed", ({ callId, legId }) => this.#notice(callId, legId, { held: false }));
    callFacts.on("LegAway", ({ callId, legId }) => this.#notice(callId, legId, { away: true }));
    callFacts.on("LegBack", ({ callId, legId }) => this.#notice(callId, legId, { away: false }));
    callFacts.on("LegReplaced", (fact) => this.#replaced(fact));
    callFacts.on("LegMoved", ({ callId, legId }) => this.#legEnded(callId, legId, "transferred"));
    callFacts.on("LegEnded", ({ callId, legId, cause }) => this.#legEnded(callId, legId, cause));
  }

  snapshot(callId: CallId): BridgeSnapshot | undefined {
    const bridge = this.#byCall.get(callId);
    return bridge && { ...bridge, absent: [...bridge.absent], music: [...bridge.music] };
  }

  /** Goes on with a bridge of an earlier process; in media it, and its music, never ended. */
  restore({ about, waiting, guests = [], absent, music }: BridgeSnapshot): void {
    const bridge = { about, waiting, guests, absent: new Map(absent), music: new Set(music) };
    this.#byCall.set(about.callId, bridge);
  }

  /** Lets caller and agent hear each other; prompts and music on both legs stop. */
  join(bridge: Bridge): void {
    const { callId, callerLegId, agentLegId } = bridge;
    const { calls } = this.#options;
    if (!calls.hasLeg(callId, callerLegId) || !calls.hasLeg(callId, agentLegId)) return;
    calls.stopPlayback(callId, callerLegId);
    this.#connect({ about: bridge, waiting: undefined, guests: [], absent: new Map(), music: new Set() });
  }

  /** Lets two legs hear each other before the answer: sound only, nothing is told or recorded. */
  joinEarly(callId: CallId, legA: LegId, legB: LegId): void {
    const { calls } = this.#options;
    if (calls.hasLeg(callId, legA) && calls.hasLeg(callId, legB)) this.#send({ kind: "bridge", legA, legB });
  }

  /** The leg opposite, while both are joined. */
  partnerOf(callId: CallId, legId: LegId): LegId | undefined {
    const bridge = this.#byCall.get(callId);
    return bridge && !bridge.waiting ? opposite(bridge.about, legId) : undefined;
  }

  /** Who is in the bridge of a call besides the two. */
  guestsOf(callId: CallId): readonly Guest[] {
    return this.#byCall.get(callId)?.guests ?? [];
  }

  /** The two whose bridge it is, while both are joined. */
  pairOf(callId: CallId): Bridge | undefined {
    const bridge = this.#byCall.get(callId);
    return bridge && !bridge.waiting ? bridge.about : undefined;
  }

  /** A leg of the call joins in, or goes on in another role; false when the two are not joined now, or it is full. */
  setGuest(callId: CallId, guest: Guest): boolean {
    const bridge = this.#byCall.get(callId);
    if (!bridge || bridge.waiting || !this.#options.calls.hasLeg(callId, guest.legId)) return false;
    const isKnown = bridge.guests.some(({ legId }) => legId === guest.legId);
    if (!isKnown && bridge.guests.length >= mostGuests) return false;
    const guests = isKnown
      ? bridge.guests.map((each) => (each.legId === guest.legId ? guest : each))
      : [...bridge.guests, guest];
    // It may have waited with music elsewhere.
    if (!isKnown) this.#options.calls.stopPlayback(callId, guest.legId);
    this.#changeGuests({ ...bridge, guests });
    return true;
  }

  /** The leg opposite of this one waits with music; this one may leave without ending the bridge. */
  park(callId: CallId, legId: LegId): void {
    const bridge = this.#byCall.get(callId);
    const waiting = this.partnerOf(callId, legId);
    if (!bridge || !waiting) return;
    const separated = bridge.guests.length > 0 ? legIdsOf(bridge) : [waiting];
    for (const each of separated) this.#send({ kind: "unbridge", legId: each });
    this.#tune({ ...bridge, waiting });
    this.#publish({ type: "BridgeParked", ...legsOf(bridge.about) });
  }

  /** Both hear each other again; false when the other leg has left meanwhile. */
  unpark(callId: CallId): boolean {
    const bridge = this.#byCall.get(callId);
    if (!bridge?.waiting) return false;
    const other = opposite(bridge.about, bridge.waiting);
    if (!other || !this.#options.calls.hasLeg(callId, other)) return false;
    this.#connect({ ...bridge, waiting: undefined });
    return true;
  }

  /** Nobody came for the leg that waits: the bridge ends as if the leg that left had ended now. */
  endParked(callId: CallId, cause: string): void {
    const bridge = this.#byCall.get(callId);
    const left = bridge?.waiting && opposite(bridge.about, bridge.waiting);
    if (bridge && left) this.#end(bridge, left, cause);
  }

  #replaced({ callId, legId, byLegId, agentId, held }: Extract<CallFact, { type: "LegReplaced" }>): void {
    const bridge = this.#byCall.get(callId);
    if (!bridge) return;
    if (!opposite(bridge.about, legId)) return this.#guestReplaced(bridge, legId, byLegId, held);
    const isCaller = bridge.about.callerLegId === legId;
    const about: Bridge = isCaller
      ? { ...bridge.about, callerLegId: byLegId }
      : { ...bridge.about, agentLegId: byLegId, agentId };
    const absent = without(bridge.absent, legId);
    if (held) absent.set(byLegId, { held: true, away: false });
    // It may have waited with music elsewhere, which would drown what it is to hear now.
    this.#options.calls.stopPlayback(callId, byLegId);
    const guests = bridge.guests.filter((guest) => guest.legId !== byLegId);
    this.#connect({ ...bridge, about, waiting: undefined, guests, absent }, bridge.guests.length > 0);
  }

  #guestReplaced(bridge: LiveBridge, legId: LegId, byLegId: LegId, held: boolean): void {
    if (!bridge.guests.some((guest) => guest.legId === legId)) return;
    const guests = bridge.guests.map((guest) =>
      guest.legId === legId ? { ...guest, legId: byLegId } : guest,
    );
    const absent = without(bridge.absent, legId);
    if (held) absent.set(byLegId, { held: true, away: false });
    this.#changeGuests({ ...bridge, guests, absent });
  }

  #connect(bridge: LiveBridge, hadGuests = bridge.guests.length > 0): void {
    this.#route(bridge);
    this.#tune(bridge);
    this.#publish({ type: "LegsBridged", ...legsOf(bridge.about) });
    if (hadGuests) this.#tellGuests(bridge);
  }

  #changeGuests(bridge: LiveBridge): void {
    if (!bridge.waiting) this.#route(bridge);
    this.#tune(bridge);
    if (!bridge.waiting) this.#tellGuests(bridge);
  }

  #tellGuests(bridge: LiveBridge): void {
    const { about, guests } = bridge;
    const heardLegIds = heardByCaller(bridge);
    this.#publish({ type: "BridgePartiesChanged", ...legsOf(about), guests, heardLegIds });
  }

  /** Two hear each other directly; more of them in the mixer. */
  #route(bridge: LiveBridge): void {
    const { callId, callerLegId, agentLegId } = bridge.about;
    if (bridge.guests.length === 0)
      return this.#send({ kind: "bridge", legA: callerLegId, legB: agentLegId });
    this.#send({
      kind: "set-conference",
      conferenceId: callId,
      legIds: legIdsOf(bridge),
      routes: routesOf(bridge),
      digits: "pass",
    });
  }

  #notice(callId: CallId, legId: LegId, change: Partial<Absence>): void {
    const bridge = this.#byCall.get(callId);
    if (!bridge || !legIdsOf(bridge).includes(legId)) return;
    const absent = without(bridge.absent, legId);
    absent.set(legId, { held: false, away: false, ...bridge.absent.get(legId), ...change });
    if (bridge.guests.length === 0) this.#tune({ ...bridge, absent });
    else this.#changeGuests({ ...bridge, absent });
  }

  /** Starts and stops music so that who waits hears it and nobody else. */
  #tune(bridge: LiveBridge): void {
    const { calls } = this.#options;
    const { callId, holdMusic } = bridge.about;
    const legIds = legIdsOf(bridge);
    const music = new Set(legIds.filter((legId) => hearsMusic(bridge, legId)));
    for (const legId of legIds) {
      if (music.has(legId) && !bridge.music.has(legId))
        calls.play(callId, { legId, files: holdMusic, loop: true, stopOnDigit: false });
      else if (!music.has(legId) && bridge.music.has(legId)) calls.stopPlayback(callId, legId);
    }
    this.#byCall.set(callId, { ...bridge, music });
  }

  #legEnded(callId: CallId, legId: LegId, cause: string): void {
    const bridge = this.#byCall.get(callId);
    if (!bridge) return;
    if (bridge.guests.some((guest) => guest.legId === legId)) return this.#guestLeft(bridge, legId);
    if (!opposite(bridge.about, legId)) return;
    if (bridge.waiting && bridge.waiting !== legId) return;
    const heir = legId === bridge.about.agentLegId && bridge.guests.find(({ role }) => role === "member");
    if (heir) return this.#inherit(bridge, heir);
    this.#end(bridge, legId, cause);
  }

  #guestLeft(bridge: LiveBridge, legId: LegId): void {
    const guests = bridge.guests.filter((guest) => guest.legId !== legId);
    this.#changeGuests({ ...bridge, guests, absent: without(bridge.absent, legId) });
  }

  /** The agent left, and somebody who took part has the call from now on. */
  #inherit(bridge: LiveBridge, { legId, agentId }: Guest): void {
    const guests = bridge.guests.filter((guest) => guest.legId !== legId);
    const absent = without(bridge.absent, bridge.about.agentLegId);
    const about = { ...bridge.about, agentLegId: legId, agentId };
    this.#connect({ ...bridge, about, guests, absent }, true);
  }

  #end(bridge: LiveBridge, endedLegId: LegId, cause: string): void {
    const { callId } = bridge.about;
    this.#byCall.delete(callId);
    for (const other of legIdsOf(bridge)) {
      if (other === endedLegId || !this.#options.calls.hasLeg(callId, other)) continue;
      this.#send({ kind: "unbridge", legId: other });
      this.#options.calls.stopPlayback(callId, other);
    }
    this.#publish({ type: "BridgeEnded", ...legsOf(bridge.about), endedLegId, cause });
  }

  #send(command: Parameters<MediaPort["send"]>[0]): void {
    void this.#options.media.send(command);
  }

  #publish(content: FactContent<BridgeFact>): void {
    this.#options.facts.publish(makeFact<BridgeFact>(this.#options.clock, content));
  }
}
