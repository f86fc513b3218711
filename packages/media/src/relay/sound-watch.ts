// Whether a far side that should be heard is heard: one-way audio is noticed within three seconds of when sound
// was due. Pure but for its own record, which the packet path keeps up to date.
//
// heard so far       nothing for `noticeAfterMs`   noise-size packets only     pause announced by comfort noise
// never              "nothing"                     "only-silence"              "only-silence"
// has been           "stopped"                     (a pause)                   (a pause)
import type { SilenceReason } from "../protocol/index.ts";

/** So that who has to know does within three seconds: a turn of housekeeping and the way to a page come on top. */
const noticeAfterMs = 2500;
/** RFC 3389 §3: a comfort noise packet is this long at most when it describes noise as finely as is usual. */
const noiseBytes = 11;

/** Times are monotonic milliseconds; −1 where there is none. */
export type SoundWatch = {
  dueSinceMs: number;
  soundAtMs: number;
  noiseAtMs: number;
  reported: boolean;
};

export function createSoundWatch(): SoundWatch {
  return { dueSinceMs: -1, soundAtMs: -1, noiseAtMs: -1, reported: false };
}

/** Who was not heard yet is given the time anew: the call is answered only now. */
export function restartWatch(watch: SoundWatch): void {
  watch.reported = false;
  watch.dueSinceMs = -1;
}

/** One packet has come. Keys are not sound, but show as well that the way is open. */
export function noticePayload(watch: SoundWatch, bytes: number, isKey: boolean, nowMs: number): void {
  if (bytes > noiseBytes || isKey) watch.soundAtMs = nowMs;
  else watch.noiseAtMs = nowMs;
}

export type SoundNews = { kind: "silent"; reason: SilenceReason; silentMs: number } | { kind: "sounding" };

/** What there is to tell now. `isDue`: the far side may send, and we want to hear it. */
export function watchSound(watch: SoundWatch, isDue: boolean, nowMs: number): SoundNews | undefined {
  if (watch.reported && watch.soundAtMs > watch.dueSinceMs) {
    watch.reported = false;
    watch.dueSinceMs = watch.soundAtMs;
    return { kind: "sounding" };
  }
  if (!isDue) {
    // What was told stays told until there is sound; else the time begins anew with the next permission to send.
    if (!watch.reported) watch.dueSinceMs = -1;
    return undefined;
  }
  if (watch.dueSinceMs < 0) watch.dueSinceMs = nowMs;
  if (watch.reported) return undefined;
  const hasSounded = watch.soundAtMs >= watch.dueSinceMs;
  if (hasSounded && watch.noiseAtMs > watch.soundAtMs) return undefined;
  const silentMs = nowMs - Math.max(watch.dueSinceMs, watch.soundAtMs);
  if (silentMs < noticeAfterMs) return undefined;
  watch.reported = true;
  watch.dueSinceMs = nowMs;
  const reason = hasSounded
    ? "stopped"
    : watch.noiseAtMs > nowMs - noticeAfterMs
      ? "only-silence"
      : "nothing";
  return { kind: "silent", reason, silentMs: Math.round(silentMs) };
}
