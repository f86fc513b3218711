// What the media process says by itself: what came of legs, playbacks and recordings, and how they sounded.
import type { AudioCodec } from "./messages.ts";

/** `at` is milliseconds since the Unix epoch. */
export type MediaEvent =
  /** First valid RTP in, or DTLS done. */
  | { kind: "leg-connected"; legId: string; at: number }
  | { kind: "leg-failed"; legId: string; reason: LegFailure; at: number }
  /** Their relay worker died, with all they heard and played: opened anew, another worker carries them. */
  | { kind: "legs-lost"; legIds: string[]; at: number }
  /** Nothing came from the far side for a second (`leg-quiet`), and then something did (`leg-heard`). */
  | { kind: "leg-quiet" | "leg-heard"; legId: string; at: number }
  /** Nothing is heard of a far side that should be (`leg-silent`), and then something is (`leg-sounding`). */
  | { kind: "leg-silent"; legId: string; reason: SilenceReason; silentMs: number; at: number }
  | { kind: "leg-sounding"; legId: string; at: number }
  | LegQuality
  /** A key came, in whatever form: once. */
  | { kind: "digit"; legId: string; digit: string; durationMs: number; at: number }
  /** Who speaks in a conference, null for nobody; when it changes, at most every 300 ms. */
  | { kind: "active-speaker"; conferenceId: string; legId: string | null; at: number }
  /** A key is to go to the far side by SIP INFO. */
  | { kind: "key-to-send"; legId: string; digit: string; durationMs: number; at: number }
  | { kind: "playback-finished"; legId: string; playbackId: string; reason: PlaybackEnd; at: number }
  /**
   * Sound is lost from `fromMs` of the recording on, because its disk is too slow. `recording-finished` follows, with
   * `failure`, as soon as the disk takes the rest.
   */
  | { kind: "recording-incomplete"; recordingId: string; fromMs: number; reason: string; at: number }
  /** Its relay worker died. Nobody writes to its file, which a later `start-recording` can go on with. */
  | { kind: "recording-interrupted"; recordingId: string; at: number }
  | RecordingFinished
  | LegStatistics;

/** `no-rtp`: nothing came for the RTP timeout although `receive` was true. */
export type LegFailure = "dtls-failed" | "ice-consent-lost" | "no-rtp";
export type PlaybackEnd = "completed" | "stopped" | "digit" | "leg-closed" | "file-unreadable";

export type RecordingFinished = {
  kind: "recording-finished";
  recordingId: string;
  path: string;
  durationMs: number;
  /** Size of the file. */
  bytes: number;
  /** Of the file up to its trailer, hexadecimal; null when it could not be finished. */
  sha256: string | null;
  /** Present when the file could not be written any further: `durationMs` of it are there, and stay playable. */
  failure?: string;
  at: number;
};

/** Nothing came at all; nothing but packets too small for speech; it was heard, and then no more. */
export type SilenceReason = "nothing" | "only-silence" | "stopped";

/** One interval of five seconds, or what is left of one when a leg closes. Shares are of 1. */
export type LegQuality = {
  kind: "leg-quality";
  legId: string;
  codec: AudioCodec;
  /** What came from the far side, as a phone's jitter buffer of `bufferMs` would have met it; null when nothing was due. */
  received: {
    expected: number;
    lost: number;
    /** Came, but too late to be played. */
    late: number;
    outOfOrder: number;
    duplicates: number;
    jitterMs: number;
    bufferMs: number;
    /** Bursts of loss and the gaps between them (RFC 3611 §4.7.2). */
    burstDensity: number;
    burstMs: number;
    gapDensity: number;
    gapMs: number;
    burstRatio: number;
    /** By the E-model (ITU-T G.107). */
    mos: number;
  } | null;
  /** What the far side reported of the stream it hears; null when it reported nothing. */
  sent: { lossShare: number; jitterMs: number; mos: number } | null;
  /** Null when the far side's reports did not tell. */
  roundTripMs: number | null;
  at: number;
};

/** A whole leg; a direction is null when nothing was measured of it. `mos` is the mean over packets. */
export type QualitySummary = {
  received: { mos: number; lowestMos: number; lossShare: number } | null;
  sent: QualitySummary["received"];
  roundTripMs: number | null;
};

/** Sent when a leg closes. */
export type LegStatistics = {
  kind: "leg-stats";
  legId: string;
  packetsReceived: number;
  packetsSent: number;
  packetsLost: number;
  jitterMs: number;
  quality: QualitySummary | null;
  at: number;
};
