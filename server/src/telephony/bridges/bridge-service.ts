// Two legs that hear each other. While one side holds or its phone is away, the other hears music; when one
// leg is replaced, the other notices nothing; when one leg ends, the bridge ends and says which.
//
// bridge | means                                               | leaves by
// -------+-----------------------------------------------------+---------------------------------------------
// joined | both hear each other, or one hears hold music       | park, end of a leg
// parked | one waits with music for a transfer; the other may  | LegReplaced, unpark, endParked, end of the
//        | hang up without ending it                           | leg that waits
import { makeFact } from "@tandem/kernel";
import type {
  AgentId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  TenantId,
} from "@tandem/kernel";
import type { CallFact, Calls, MediaPort } from "#telephony/calls";
import type { BridgeFact } from "./bridge-facts.ts";

export type Bridge = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly callerLegId: LegId;
  readonly agentLegId: LegId;
  /** Null when the second leg is somebody outside. */
  readonly agentId: AgentId | null;
  /** Sound files the waiting side hears while the other holds. */
  readonly holdMusic: readonly string[];
};

export type BridgesOptions = {
  readonly calls: Pick<Calls, "play" | "stopPlayback" | "hasLeg">;
  readonly media: MediaPort;
  readonly clock: Clock;
  readonly facts: FactPublisher<BridgeFact>;
  readonly callFacts: FactSource<CallFact>;
};

type LiveBridge = {
  readonly about: Bridge;
  /** The leg that waits for a transfer; undefined while joined. */
  readonly waiting: LegId | undefined;
  /** Legs whose phone holds or is away: whoever is opposite hears music. */
  readonly absent: ReadonlyMap<LegId, Absence>;
  /** Legs that hear music now. */
  readonly music: ReadonlySet<LegId>;
};

type Absence = { readonly held: boolean; readonly away: boolean };

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

  /** Lets caller and agent hear each other; prompts and music on both legs stop. */
  join(bridge: Bridge): void {
    const { callId, callerLegId, agentLegId } = bridge;
    const { calls } = this.#options;
    if (!calls.hasLeg(callId, callerLegId) || !calls.hasLeg(callId, agentLegId)) return;
    calls.stopPlayback(callId, callerLegId);
    this.#connect({ about: bridge, waiting: undefined, absent: new Map(), music: new Set() });
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

  /** The leg opposite of this one waits with music; this one may leave without ending the bridge. */
  park(callId: CallId, legId: LegId): void {
    const bridge = this.#byCall.get(callId);
    const waiting = this.partnerOf(callId, legId);
    if (!bridge || !waiting) return;
    this.#send({ kind: "unbridge", legId: waiting });
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
    if (!bridge || !opposite(bridge.about, legId)) return;
    const isCaller = bridge.about.callerLegId === legId;
    const about: Bridge = isCaller
      ? { ...bridge.about, callerLegId: byLegId }
      : { ...bridge.about, agentLegId: byLegId, agentId };
    const absent = without(bridge.absent, legId);
    if (held) absent.set(byLegId, { held: true, away: false });
    // It may have waited with music elsewhere, which would drown what it is to hear now.
    this.#options.calls.stopPlayback(callId, byLegId);
    this.#connect({ ...bridge, about, waiting: undefined, absent });
  }

  #connect(bridge: LiveBridge): void {
    const { callerLegId, agentLegId } = bridge.about;
    this.#send({ kind: "bridge", legA: callerLegId, legB: agentLegId });
    this.#tune(bridge);
    this.#publish({ type: "LegsBridged", ...legsOf(bridge.about) });
  }

  #notice(callId: CallId, legId: LegId, change: Partial<Absence>): void {
    const bridge = this.#byCall.get(callId);
    if (!bridge || !opposite(bridge.about, legId)) return;
    const absent = without(bridge.absent, legId);
    absent.set(legId, { held: false, away: false, ...bridge.absent.get(legId), ...change });
    this.#tune({ ...bridge, absent });
  }

  /** Starts and stops music so that who waits hears it and nobody else. */
  #tune(bridge: LiveBridge): void {
    const { calls } = this.#options;
    const { callId, callerLegId, agentLegId, holdMusic } = bridge.about;
    const music = new Set([callerLegId, agentLegId].filter((legId) => hearsMusic(bridge, legId)));
    for (const legId of [callerLegId, agentLegId]) {
      if (music.has(legId) && !bridge.music.has(legId))
        calls.play(callId, { legId, files: holdMusic, loop: true, stopOnDigit: false });
      else if (!music.has(legId) && bridge.music.has(legId)) calls.stopPlayback(callId, legId);
    }
    this.#byCall.set(callId, { ...bridge, music });
  }

  #legEnded(callId: CallId, legId: LegId, cause: string): void {
    const bridge = this.#byCall.get(callId);
    if (!bridge || !opposite(bridge.about, legId)) return;
    if (bridge.waiting && bridge.waiting !== legId) return;
    this.#end(bridge, legId, cause);
  }

  #end(bridge: LiveBridge, endedLegId: LegId, cause: string): void {
    const { callId } = bridge.about;
    this.#byCall.delete(callId);
    const other = opposite(bridge.about, endedLegId);
    if (other && this.#options.calls.hasLeg(callId, other)) {
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

function hearsMusic({ about, waiting, absent }: LiveBridge, legId: LegId): boolean {
  if (waiting) return waiting === legId;
  const other = opposite(about, legId);
  const absence = other && absent.get(other);
  return absence !== undefined && (absence.held || absence.away);
}

function legsOf({ tenantId, callId, callerLegId, agentLegId, agentId }: Bridge) {
  return { tenantId, callId, callerLegId, agentLegId, agentId };
}

function opposite({ callerLegId, agentLegId }: Bridge, legId: LegId): LegId | undefined {
  if (legId === callerLegId) return agentLegId;
  return legId === agentLegId ? callerLegId : undefined;
}

function without(absent: ReadonlyMap<LegId, Absence>, legId: LegId): Map<LegId, Absence> {
  const others = new Map(absent);
  others.delete(legId);
  return others;
}
