// What a leg or media says of a call, as the fact or signal that is published of it.
import type { AgentId, CallId, FactContent, LegId, TenantId } from "@tandem/kernel";
import type { MediaEvent } from "@tandem/media";
import type { CallFact, CallSignal } from "./call-facts.ts";
import type { LegNews } from "./leg-news.ts";

/** Which leg of which call. */
export type LegReference = {
  readonly tenantId: TenantId;
  readonly callId: CallId;
  readonly legId: LegId;
};

/** The fact of a leg's news. `isCaller`: the leg that the call came with, whose answer is the call's. */
export function factOfNews(
  about: LegReference,
  { agentId, isCaller }: { readonly agentId: AgentId | null; readonly isCaller: boolean },
  news: LegNews,
): FactContent<CallFact | CallSignal> {
  switch (news.kind) {
    case "early-media":
      return { type: "LegEarlyMedia", ...about };
    case "early-answered":
      return { type: "EarlySoundStarted", ...about, codec: news.codec };
    case "early-unheard":
      return { type: "EarlySoundImpossible", ...about };
    case "ringing":
      return { type: "LegRinging", ...about, agentId };
    case "answered":
      return isCaller
        ? { type: "CallAnswered", ...about, codec: news.codec }
        : { type: "LegAnswered", ...about, agentId, codec: news.codec, ...addressOf(news) };
    case "held":
      return { type: "LegHeld", ...about, agentId };
    case "resumed":
      return { type: "LegResumed", ...about, agentId };
    case "sound-restored":
      return { type: "SoundRestored", ...about, agentId, afterMs: news.afterMs };
    case "ended":
      return {
        type: "LegEnded",
        ...about,
        agentId,
        cause: news.cause,
        answered: news.answered,
        ending: news.ending,
      };
    default:
      return news satisfies never;
  }
}

function addressOf({ address }: { readonly address?: string }): { address?: string } {
  return address === undefined ? {} : { address };
}

/** What media reports of a leg, for whoever listens; undefined for what concerns the leg alone. */
export function factOfMediaEvent(
  about: LegReference,
  event: MediaEvent,
  isUp: boolean,
): FactContent<CallFact | CallSignal> | undefined {
  switch (event.kind) {
    case "digit":
      return { type: "DigitPressed", ...about, digit: event.digit };
    case "playback-finished":
      return { type: "PlaybackFinished", ...about, playbackId: event.playbackId, reason: event.reason };
    case "leg-stats": {
      const { packetsReceived, packetsSent, packetsLost, jitterMs, quality } = event;
      const counts = { packetsReceived, packetsSent, packetsLost, jitterMs, ...(quality && { quality }) };
      return { type: "LegMeasured", ...about, ...counts };
    }
    case "leg-quality": {
      const { codec, received, sent, roundTripMs } = event;
      return { type: "LegQualityMeasured", ...about, codec, received, sent, roundTripMs };
    }
    case "leg-silent":
      return { type: "LegSilenceNoticed", ...about, isUp, reason: event.reason, silentMs: event.silentMs };
    case "leg-sounding":
      return { type: "LegSoundNoticed", ...about };
    default:
      return undefined;
  }
}
