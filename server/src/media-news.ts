// What the media process tells, and that it is gone or there again, passed on to those who hold calls.
import type { Logger } from "#platform/logging";
import type { Calls, MediaLegNames } from "#telephony/calls";
import type { MediaClient, StandingOrders } from "#telephony/media-client";
import type { Recordings } from "#telephony/recordings";
import type { VoiceQuality } from "#telephony/voice-quality";

type Listeners = {
  readonly media: MediaClient;
  readonly orders: StandingOrders;
  readonly legMedia: MediaLegNames;
  readonly calls: Calls;
  readonly recordings: Recordings;
  readonly voiceQuality: VoiceQuality;
  readonly log: Logger;
};

/** `onReadiness` is called whenever sound is lost or there again. */
export function listenToMedia(listeners: Listeners, onReadiness: () => void): void {
  const { media, orders, legMedia, calls, recordings, voiceQuality, log } = listeners;
  media.onEvent((mediaEvent) => {
    orders.onEvent(mediaEvent);
    const event = legMedia.named(mediaEvent);
    if (event.kind === "legs-lost") {
      log.error({ legs: event.legIds.length }, "a relay worker died; its calls go over to another one");
      voiceQuality.onLegsLost(event.legIds);
    }
    calls.onMediaEvent(event);
    recordings.onMediaEvent(event);
  });
  media.onLost(() => {
    log.error("the media process died; it is started again, and its calls go over to the next one");
    orders.onLost();
    calls.onMediaLost();
    legMedia.onLost();
    recordings.onMediaLost();
    voiceQuality.onMediaLost();
    onReadiness();
  });
  media.onRestarted(() => {
    voiceQuality.onMediaRestarted();
    calls.onMediaRestarted();
    onReadiness();
  });
}
