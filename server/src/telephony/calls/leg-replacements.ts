// Legs that take the place of others: a reloaded page, a colleague, somebody from another call.
import { newId } from "@tandem/kernel";
import type { AgentId, CallId, Clock, FactContent, LegId } from "@tandem/kernel";
import type { IncomingInvite } from "@tandem/sip";
import type { Call } from "./call.ts";
import type { CallFact, CallSignal } from "./call-facts.ts";
import type { LegMaker } from "./leg-maker.ts";
import type { LegOfCall } from "./leg-transfer.ts";
import type { LiveCalls } from "./live-calls.ts";

export type LegReplacementsOptions = {
  readonly live: LiveCalls;
  readonly clock: Clock;
  readonly publish: (content: FactContent<CallFact | CallSignal>) => void;
  readonly maker: Pick<LegMaker, "add">;
};

/** A leg for a call: whose it is, and in whose place it steps. */
export type LegToTakeIn = {
  readonly callId: CallId;
  readonly agentId: AgentId;
  readonly replacesLegId: LegId;
};

export class LegReplacements {
  readonly #options: LegReplacementsOptions;
  /** Legs that are to replace another, by their ids, until they are up. */
  readonly #takers = new Map<LegId, LegId>();

  constructor(options: LegReplacementsOptions) {
    this.#options = options;
  }

  /** Undefined when there is no such leg, or it is not up. */
  takeOver(invite: IncomingInvite, { callId, legId: replacesLegId }: LegOfCall): LegId | undefined {
    const { live, clock } = this.#options;
    const call = live.byId.get(callId);
    const before = call?.legs.get(replacesLegId);
    if (!call || before?.state.phase !== "up") return undefined;
    // Of two pages that want the call, the later one has the person in front of it.
    this.#endTakers(call, replacesLegId, "replaced");
    const { agentId } = before.options;
    return this.#take(invite, call, { legId: newId<LegId>(clock.now()), agentId, replacesLegId });
  }

  /** An INVITE for a call in which the leg that it replaces has ended: somebody was waited for there. */
  takeIn(invite: IncomingInvite, { callId, agentId, replacesLegId }: LegToTakeIn): LegId | undefined {
    const { live, clock } = this.#options;
    const call = live.byId.get(callId);
    if (!call) return undefined;
    this.#endTakers(call, replacesLegId, "answered-elsewhere");
    return this.#take(invite, call, { legId: newId<LegId>(clock.now()), agentId, replacesLegId });
  }

  #take(
    invite: IncomingInvite,
    call: Call,
    {
      legId,
      agentId,
      replacesLegId,
    }: { legId: LegId; agentId: AgentId | undefined } & Pick<LegToTakeIn, "replacesLegId">,
  ): LegId {
    const { publish, maker } = this.#options;
    const signalling = { kind: "arriving", invite, ringsAtOnce: false } as const;
    const leg = maker.add(call, { legId, agentId, signalling });
    this.#takers.set(legId, replacesLegId);
    const about = { tenantId: call.tenantId, callId: call.id, legId, agentId: agentId ?? null };
    publish({ type: "LegTakenIn", ...about, address: leg.contactUri ?? "", replacesLegId });
    leg.start();
    leg.apply({ kind: "answer-wanted" });
    return legId;
  }

  replace(callId: CallId, legId: LegId, byLegId: LegId, cause: "replaced" | "transferred"): void {
    const call = this.#options.live.byId.get(callId);
    const by = call?.legs.get(byLegId);
    if (!call || !by) return;
    if (call.callerLegId === legId) call.callerLegId = byLegId;
    const about = { tenantId: call.tenantId, callId, legId, byLegId };
    const agentId = by.options.agentId ?? null;
    this.#options.publish({ type: "LegReplaced", ...about, agentId, held: by.holds });
    call.legs.get(legId)?.apply({ kind: "local-end", cause });
  }

  move(fromCallId: CallId, legId: LegId, toCallId: CallId): boolean {
    const { live, publish } = this.#options;
    const from = live.byId.get(fromCallId);
    const to = live.byId.get(toCallId);
    const leg = from?.legs.get(legId);
    if (!from || !to || !leg || from.mediaCallId !== to.mediaCallId) return false;
    from.legs.delete(legId);
    to.legs.set(legId, leg);
    live.byLeg.set(legId, to);
    const [left] = from.legs.keys();
    if (from.callerLegId === legId && left) from.callerLegId = left;
    const about = { tenantId: to.tenantId, legId, agentId: leg.options.agentId ?? null };
    publish({ type: "LegMoved", ...about, callId: fromCallId, toCallId });
    const { codec, contactUri: address = "" } = leg;
    publish({ type: "LegJoined", ...about, callId: toCallId, fromCallId, address, codec });
    return true;
  }

  /** A leg is up: what it was to replace is replaced. */
  onAnswered(call: Call, legId: LegId): void {
    const replaced = this.#takers.get(legId);
    if (!replaced) return;
    this.#takers.delete(legId);
    this.replace(call.id, replaced, legId, "replaced");
  }

  /** A leg that was to replace one that is gone has nothing to take over any more. */
  onEnded(call: Call, legId: LegId): void {
    this.#takers.delete(legId);
    this.#endTakers(call, legId, "not-found");
  }

  #endTakers(call: Call, replacedLegId: LegId, cause: "replaced" | "not-found" | "answered-elsewhere"): void {
    for (const [taker, replaced] of this.#takers) {
      if (replaced === replacedLegId) call.legs.get(taker)?.apply({ kind: "local-end", cause });
    }
  }
}
