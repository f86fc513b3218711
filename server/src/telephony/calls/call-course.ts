// What becomes of a call by what its legs tell: each leg's news as a fact, and the end of all with the caller's.
import type { AgentId, FactContent, LegId } from "@tandem/kernel";
import type { CallFact, CallSignal } from "./call-facts.ts";
import { factOfNews } from "./call-news.ts";
import { endingOf } from "./call.ts";
import type { Call } from "./call.ts";
import type { LegMaker } from "./leg-maker.ts";
import type { LegNews } from "./leg-news.ts";
import type { LegReplacements } from "./leg-replacements.ts";
import type { LiveCalls } from "./live-calls.ts";
import type { PhoneLinks } from "./phone-links.ts";

export type CallCourseOptions = {
  readonly live: LiveCalls;
  readonly maker: LegMaker;
  readonly links: PhoneLinks;
  readonly replacements: LegReplacements;
  readonly publish: (content: FactContent<CallFact | CallSignal>) => void;
};

export class CallCourse {
  readonly #options: CallCourseOptions;

  constructor(options: CallCourseOptions) {
    this.#options = options;
  }

  onLegNews(legId: LegId, agentId: AgentId | undefined, news: LegNews): void {
    const { live, maker, links, replacements, publish } = this.#options;
    const call = live.byLeg.get(legId);
    if (!call) return;
    const isCaller = legId === call.callerLegId;
    const callEnds = news.kind === "ended" && isCaller;
    if (news.kind === "ended") {
      call.legs.delete(legId);
      // Media counts phones that only rang under ids of their own.
      if (call.ringing.has(legId)) live.byLeg.delete(legId);
      maker.forgetRing(call, legId);
      // A leg that got no port has nothing to count; all others are forgotten when their counts came.
      if (news.cause === "no-capacity") live.byLeg.delete(legId);
      if (callEnds)
        call.ending ??= endingOf(news.cause, news.answered, agentId === undefined ? "caller" : "agent");
    }
    const about = { tenantId: call.tenantId, callId: call.id, legId };
    publish(factOfNews(about, { agentId: agentId ?? null, isCaller }, news));
    if (news.kind === "sound-restored") links.onSound(legId, "leg-heard");
    if (news.kind === "answered") replacements.onAnswered(call, legId);
    if (news.kind === "ended") {
      links.forget(legId);
      replacements.onEnded(call, legId);
    }
    if (callEnds) this.#endCall(call, news);
  }

  /** The caller's leg is down: the other legs follow, and the call is over. */
  #endCall(call: Call, { cause, ending }: Extract<LegNews, { kind: "ended" }>): void {
    const isHungUp = call.ending?.by === "agent" || cause === "hung-up-remotely";
    const because = ending.by === "them" ? ending : undefined;
    for (const leg of call.legs.values())
      leg.apply({ kind: "local-end", cause: isHungUp ? "hung-up-locally" : cause, because });
    for (const ring of call.ringing.values()) ring.stop(cause === "answered-elsewhere" ? cause : "cancelled");
    this.#options.live.byId.delete(call.id);
    const { cause: endCause, by } = call.ending ?? { cause: "failed", by: "system" };
    this.#options.publish({
      type: "CallEnded",
      tenantId: call.tenantId,
      callId: call.id,
      cause: endCause,
      by,
    });
  }
}
