// The calls that are live, by id and by leg.
import type { CallId, LegId } from "@tandem/kernel";
import type { Dialog } from "@tandem/sip";
import type { Call } from "./call.ts";
import type { LegActor } from "./leg-actor.ts";
import type { DialogName, LegOfCall } from "./leg-transfer.ts";

export class LiveCalls {
  readonly byId = new Map<CallId, Call>();
  /** Also of legs that ended and whose counts media has not told yet. */
  readonly byLeg = new Map<LegId, Call>();

  /** A leg that has not ended. */
  leg(legId: LegId): LegActor | undefined {
    return this.byLeg.get(legId)?.legs.get(legId);
  }

  /** Every leg that has not ended. */
  *legs(): Generator<readonly [LegId, LegActor, Call]> {
    for (const call of this.byId.values()) for (const [legId, leg] of call.legs) yield [legId, leg, call];
  }

  /** The leg whose dialog is named (RFC 3891 §3): by our tag and the peer's, in any order. */
  legNamed(name: DialogName): LegOfCall | undefined {
    for (const [legId, { dialog, options }, { tenantId, id: callId }] of this.legs()) {
      if (dialog?.callId === name.callId && hasTags(dialog, name))
        return { tenantId, callId, legId, agentId: options.agentId ?? null };
    }
    return undefined;
  }

  /** How its phone names the dialog of a leg in a Replaces header; undefined before it is up. */
  nameOf(callId: CallId, legId: LegId): string | undefined {
    const dialog = this.byId.get(callId)?.legs.get(legId)?.dialog;
    return dialog && `${dialog.callId};to-tag=${dialog.localTag};from-tag=${dialog.remoteTag}`;
  }
}

function hasTags({ localTag, remoteTag }: Dialog, { toTag, fromTag }: DialogName): boolean {
  return (localTag === toTag && remoteTag === fromTag) || (localTag === fromTag && remoteTag === toTag);
}
