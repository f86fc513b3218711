// The bridge of a call as it is now, and what follows from it.
import type { AgentId, CallId, LegId, TenantId } from "@tandem/kernel";
import { isLeftAlone } from "./bridge-parties.ts";
import type { Absence, Guest } from "./bridge-parties.ts";

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

export type LiveBridge = {
  readonly about: Bridge;
  /** The leg that waits for a transfer; undefined while joined. */
  readonly waiting: LegId | undefined;
  /** In the order they came. */
  readonly guests: readonly Guest[];
  /** Legs whose phone holds or is away: whoever is opposite hears music. */
  readonly absent: ReadonlyMap<LegId, Absence>;
  /** Legs that hear music now. */
  readonly music: ReadonlySet<LegId>;
};

/** JSON of the bridge of a call. */
export type BridgeSnapshot = Pick<LiveBridge, "about" | "waiting"> & {
  /** Left out by earlier versions, which had none. */
  readonly guests?: readonly Guest[];
  readonly absent: readonly (readonly [LegId, Absence])[];
  readonly music: readonly LegId[];
};

export function hearsMusic(bridge: LiveBridge, legId: LegId): boolean {
  return bridge.waiting ? bridge.waiting === legId : isLeftAlone(bridge, legId);
}

export function legsOf({ tenantId, callId, callerLegId, agentLegId, agentId }: Bridge) {
  return { tenantId, callId, callerLegId, agentLegId, agentId };
}

export function opposite({ callerLegId, agentLegId }: Bridge, legId: LegId): LegId | undefined {
  if (legId === callerLegId) return agentLegId;
  return legId === agentLegId ? callerLegId : undefined;
}

export function without(absent: ReadonlyMap<LegId, Absence>, legId: LegId): Map<LegId, Absence> {
  const others = new Map(absent);
  others.delete(legId);
  return others;
}
