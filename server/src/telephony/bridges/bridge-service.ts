// Two legs that hear each other. While one side holds, the other hears music; when one leg ends, the
// bridge ends and says which.
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
  readonly agentId: AgentId;
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

export class Bridges {
  readonly #options: BridgesOptions;
  readonly #byLeg = new Map<LegId, Bridge>();

  constructor(options: BridgesOptions) {
    this.#options = options;
    options.callFacts.on("LegHeld", (fact) => this.#held(fact.legId));
    options.callFacts.on("LegResumed", (fact) => this.#resumed(fact.legId));
    options.callFacts.on("LegEnded", (fact) => this.#legEnded(fact.legId, fact.cause));
  }

  /** Lets caller and agent hear each other; prompts and music on both legs stop. */
  join(bridge: Bridge): void {
    const { callId, callerLegId, agentLegId } = bridge;
    const { calls, media } = this.#options;
    if (!calls.hasLeg(callId, callerLegId) || !calls.hasLeg(callId, agentLegId)) return;
    this.#byLeg.set(callerLegId, bridge).set(agentLegId, bridge);
    calls.stopPlayback(callId, callerLegId);
    void media.send({ kind: "bridge", legA: callerLegId, legB: agentLegId });
    this.#publish({ type: "LegsBridged", ...about(bridge) });
  }

  #held(legId: LegId): void {
    const bridge = this.#byLeg.get(legId);
    if (!bridge) return;
    const { callId, holdMusic } = bridge;
    this.#options.calls.play(callId, {
      legId: otherLeg(bridge, legId),
      files: holdMusic,
      loop: true,
      stopOnDigit: false,
    });
  }

  #resumed(legId: LegId): void {
    const bridge = this.#byLeg.get(legId);
    if (bridge) this.#options.calls.stopPlayback(bridge.callId, otherLeg(bridge, legId));
  }

  #legEnded(legId: LegId, cause: string): void {
    const bridge = this.#byLeg.get(legId);
    if (!bridge) return;
    this.#byLeg.delete(bridge.callerLegId);
    this.#byLeg.delete(bridge.agentLegId);
    const other = otherLeg(bridge, legId);
    if (this.#options.calls.hasLeg(bridge.callId, other)) {
      void this.#options.media.send({ kind: "unbridge", legId: other });
      this.#options.calls.stopPlayback(bridge.callId, other);
    }
    this.#publish({ type: "BridgeEnded", ...about(bridge), endedLegId: legId, cause });
  }

  #publish(content: FactContent<BridgeFact>): void {
    this.#options.facts.publish(makeFact<BridgeFact>(this.#options.clock, content));
  }
}

function about({ tenantId, callId, callerLegId, agentLegId, agentId }: Bridge) {
  return { tenantId, callId, callerLegId, agentLegId, agentId };
}

function otherLeg(bridge: Bridge, legId: LegId): LegId {
  return legId === bridge.callerLegId ? bridge.agentLegId : bridge.callerLegId;
}
