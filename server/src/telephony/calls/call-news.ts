// What a leg or media says of a call, as the fact or signal that is published of it.
import type { AgentId, CallId, FactContent, LegId, TenantId } from "@tandem/kernel";
import type { MediaEvent } from "@tandem/media";
import type { CallFact, CallSignal } from "./call-facts.ts";
import type { LegNews } from "./leg-actor.ts";

/** Which leg of which call. */
export type LegReference = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly legId: LegId;
};

/** The fact of a leg's news. The caller's leg has no agent: its answer is the call's. */
export function factOfNews(
  about: LegReference,
  agentId: AgentId | undefined,
  news: LegNews,
): FactContent<CallFact> | undefined {
  switch (news.kind) {
    case "ringing":
      return agentId && { type: "LegRinging", ...about, agentId };
    case "answered":
      return agentId
        ? { type: "LegAnswered", ...about, agentId, codec: news.codec }
        : { type: "CallAnswered", ...about, codec: news.codec };
    case "held":
      return { type: "LegHeld", ...about, agentId: agentId ?? null };
    case "resumed":
      return { type: "LegResumed", ...about, agentId: agentId ?? null };
    case "ended":
      return {
        type: "LegEnded",
        ...about,
        agentId: agentId ?? null,
        cause: news.cause,
        answered: news.answered,
      };
    default:
      return news satisfies never;
  }
}

/** What media reports of a leg, for whoever listens; undefined for what concerns the leg alone. */
export function factOfMediaEvent(
  about: LegReference,
  event: MediaEvent,
): FactContent<CallFact | CallSignal> | undefined {
  switch (event.kind) {
    case "digit":
      return { type: "DigitPressed", ...about, digit: event.digit };
    case "playback-finished":
      return { type: "PlaybackFinished", ...about, playbackId: event.playbackId, reason: event.reason };
    case "leg-stats": {
      const { packetsReceived, packetsSent, packetsLost, jitterMs } = event;
      return { type: "LegMeasured", ...about, packetsReceived, packetsSent, packetsLost, jitterMs };
    }
    default:
      return undefined;
  }
}
