// Makes the legs of calls, also those for which several phones ring, and enters them where they are found.
import type { AgentId, LegId } from "@tandem/kernel";
import type { MediaEvent } from "@tandem/media";
import type { Dialog, IncomingRefer } from "@tandem/sip";
import { dialing, dialOf } from "./call.ts";
import type { Call, CallsOptions, DialOptions, LegCallId, NewLeg } from "./call.ts";
import { LegActor } from "./leg-actor.ts";
import type { LegNews } from "./leg-news.ts";
import type { LegSnapshot } from "./leg-snapshot.ts";
import type { LiveCalls } from "./live-calls.ts";
import { RingGroup } from "./ring-group.ts";
import type { RingPlan } from "./ring-plan.ts";

/** What legs tell of themselves. */
export type LegListener = {
  readonly onNews: (legId: LegId, agentId: AgentId | undefined, news: LegNews) => void;
  readonly onNoPort: (call: Call, legId: LegId) => void;
  readonly onRefer: (legId: LegId, agentId: AgentId | null, refer: IncomingRefer) => void;
};

type Attempt = NewLeg & { readonly mediaLegId?: LegId; readonly tell: (news: LegNews) => void };

export class LegMaker {
  readonly #options: CallsOptions;
  readonly #live: LiveCalls;
  readonly #listener: LegListener;
  readonly #ringing = new Set<RingGroup>();

  constructor(options: CallsOptions, live: LiveCalls, listener: LegListener) {
    this.#options = options;
    this.#live = live;
    this.#listener = listener;
  }

  /** A leg of a call; it is not started yet. */
  add(call: Call, leg: NewLeg): LegActor {
    const { legId, agentId } = leg;
    const tell = (news: LegNews) => this.#listener.onNews(legId, agentId, news);
    return this.#enter(call, legId, this.#make(call, { ...leg, tell }));
  }

  /** A leg of an earlier process: it is up. Media may know it by another id, or not carry it any more. */
  restore(call: Call, leg: LegSnapshot, dialog: Dialog, isThere: boolean): void {
    const { legId, mediaLegId, agentId, contactUri, transport } = leg;
    if (mediaLegId) this.#options.renameMediaLeg?.(mediaLegId, legId);
    const { direction } = leg.state;
    const signalling = { kind: "restored", direction, contactUri, transport } as const;
    const tell = (news: LegNews) => this.#listener.onNews(legId, agentId, news);
    const actor = this.#make(call, { legId, agentId, signalling, tell, ...(mediaLegId && { mediaLegId }) });
    this.#enter(call, legId, actor).restore(leg, dialog, isThere);
    const kind = legId === call.callerLegId ? "caller" : "dialed";
    const party = kind === "caller" ? call.ani : (contactUri ?? "");
    this.#tellCallId(call, { legId, kind, agentId, party }, () => dialog.callId);
  }

  /** A leg that several phones ring for; the one that is answered takes its place among the legs. */
  addRing(call: Call, legId: LegId, options: DialOptions): RingGroup {
    const { agentId, target, ringTimeoutMs } = options;
    const { media, clock, renameMediaLeg } = this.#options;
    const ring = new RingGroup({
      plan: target as RingPlan,
      ringTimeoutMs,
      media,
      clock,
      newLeg: (attempt, mediaLegId, tell) =>
        this.#make(call, {
          legId,
          mediaLegId,
          agentId,
          signalling: dialing(call, attempt.target, options),
          dial: dialOf(attempt, { callId: call.id, legId }),
          tell,
        }),
      onWon: (leg, mediaLegId) => {
        renameMediaLeg?.(mediaLegId, legId);
        this.forgetRing(call, legId);
        this.#enter(call, legId, leg);
      },
      tell: (news) => this.#listener.onNews(legId, agentId, news),
    });
    call.ringing.set(legId, ring);
    this.#live.byLeg.set(legId, call);
    this.#ringing.add(ring);
    return ring;
  }

  /** Legs of phones that ring together: none of them is a leg of its call yet. */
  *ringingLegs(): Generator<LegActor> {
    for (const ring of this.#ringing) yield* ring.legs();
  }

  forgetRing(call: Call, legId: LegId): void {
    const ring = call.ringing.get(legId);
    if (!ring) return;
    call.ringing.delete(legId);
    this.#ringing.delete(ring);
  }

  /** Media legs of phones that ring together are known to their ring alone. */
  onRingingMediaEvent(mediaLegId: LegId, event: MediaEvent): void {
    if (event.kind !== "digit" && event.kind !== "leg-failed") return;
    for (const ring of this.#ringing) {
      if (!ring.has(mediaLegId)) continue;
      if (event.kind === "digit") return ring.onDigit(mediaLegId, event.digit);
      return ring.onMediaFailed(mediaLegId);
    }
  }

  #enter(call: Call, legId: LegId, leg: LegActor): LegActor {
    call.legs.set(legId, leg);
    this.#live.byLeg.set(legId, call);
    return leg;
  }

  #make(call: Call, leg: Attempt): LegActor {
    const { media, clock, advertisedAddress, otherAddress, codecs } = this.#options;
    const { legId, agentId, signalling, mediaLegId, tell } = leg;
    const dial = leg.dial ?? this.#options.dial;
    if (signalling.kind === "arriving") {
      const { request } = signalling.invite;
      this.#tellCallId(call, { legId, kind: "caller", agentId, party: call.ani }, () => request.callId);
    }
    return new LegActor({
      mediaCallId: call.mediaCallId,
      legId,
      ...(mediaLegId && { mediaLegId }),
      agentId,
      signalling,
      media,
      dial: (options) => {
        const outgoing = dial(options);
        this.#tellCallId(call, { legId, kind: "dialed", agentId, party: options.uri }, () => outgoing.callId);
        return outgoing;
      },
      clock,
      advertisedAddress,
      otherAddress,
      codecs,
      tell,
      // A leg may have moved to another call meanwhile.
      onChanged: () => this.#options.onChanged?.(this.#live.byLeg.get(legId)?.id ?? call.id),
      onNoPort: () => this.#listener.onNoPort(call, legId),
      onRefer: (refer) => this.#listener.onRefer(legId, agentId ?? null, refer),
    });
  }

  #tellCallId(
    { tenantId, id: callId }: Call,
    leg: Pick<LegCallId, "legId" | "kind" | "agentId" | "party">,
    sipCallId: () => string,
  ): void {
    this.#options.onLegCallId?.({ tenantId, callId, ...leg, sipCallId: sipCallId() });
  }
}
