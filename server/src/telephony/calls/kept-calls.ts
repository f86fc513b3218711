// Calls as they are kept for a later process, and as that one takes them up.
import type { CallId, LegId } from "@tandem/kernel";
import type { Dialog, DialogSnapshot, LeftArrival, LeftInvite } from "@tandem/sip";
import type { Call } from "./call.ts";
import type { LegMaker } from "./leg-maker.ts";
import type { CallSnapshot } from "./leg-snapshot.ts";
import type { LiveCalls } from "./live-calls.ts";

/** What of the call is worth keeping; undefined when its caller's leg is not up: then there is nobody to go on with. */
export function snapshotCall(live: LiveCalls, callId: CallId): CallSnapshot | undefined {
  const call = live.byId.get(callId);
  if (!call) return undefined;
  const { id, tenantId, ani, dnis, mediaCallId, callerLegId } = call;
  const legs = [...call.legs.values()].flatMap((leg) => leg.snapshot() ?? []);
  if (!legs.some(({ legId }) => legId === callerLegId)) return undefined;
  return { id, tenantId, ani, dnis, mediaCallId, callerLegId, legs };
}

/** INVITEs of a call that have no final response. */
export type LeftInvites = { readonly ours: readonly LeftInvite[]; readonly theirs: LeftArrival | undefined };

/** Undefined when there are none, or none that a later process could do anything about. */
export function leftInvitesOf(live: LiveCalls, callId: CallId): LeftInvites | undefined {
  const call = live.byId.get(callId);
  if (!call) return undefined;
  const ringing = [...call.ringing.values()].flatMap((ring) => [...ring.legs()]);
  const ours = [...call.legs.values(), ...ringing].flatMap((leg) => leg.leftInvite().ours ?? []);
  const theirs = call.legs.get(call.callerLegId)?.leftInvite().theirs;
  return ours.length > 0 || theirs ? { ours, theirs } : undefined;
}

/** What a call is taken up with. */
export type CallRestoring = {
  readonly restoreDialog: (snapshot: DialogSnapshot, legId: LegId) => Dialog;
  /** Whether media carries the leg that it knows by this id. */
  readonly isThere: (mediaLegId: LegId) => boolean;
};

/** Takes a call up with all its legs. Nothing is said of it: for everybody else it goes on. */
export function restoreCall(
  ports: { readonly live: LiveCalls; readonly maker: LegMaker },
  { legs, ...about }: CallSnapshot,
  { restoreDialog, isThere }: CallRestoring,
): void {
  const call: Call = { ...about, legs: new Map(), ringing: new Map(), ending: undefined };
  ports.live.byId.set(call.id, call);
  for (const leg of legs) {
    const dialog = restoreDialog(leg.dialog, leg.legId);
    ports.maker.restore(call, leg, dialog, isThere(leg.mediaLegId ?? leg.legId));
  }
}
