// Where the packets of one party belong on the time line of a recording: by RTP timestamp, anchored at the
// time of arrival, so that both channels stay in step through jitter, loss, pauses and clock drift.
import { timestampDelta } from "../rtp/index.ts";

/** 10 ms on each channel keeps two channels within 20 ms of each other. */
const toleranceSamples = 80;
/** A lag beyond a second is no jitter: the party has paused or restarted its timestamps. */
const longestLagSamples = 8000;
/** About a second of packets: delay that lasts so long is drift or a new path, not jitter. */
const packetsPerWindow = 50;

/** Positions are samples since the recording began. */
export type ChannelTimeline = {
  /** −1 before the first packet. */
  ssrc: number;
  anchorTimestamp: number;
  anchorPosition: number;
  leastLag: number;
  packetsInWindow: number;
};

export function createChannelTimeline(): ChannelTimeline {
  return { ssrc: -1, anchorTimestamp: 0, anchorPosition: 0, leastLag: 0, packetsInWindow: 0 };
}

/** Forgets the party: the next packet anchors anew. */
export function resetChannel(timeline: ChannelTimeline): void {
  timeline.ssrc = -1;
}

/** The position of the first of `samples` samples that arrive when the recording is `nowPosition` samples old. */
export function placeOnTimeline(
  timeline: ChannelTimeline,
  ssrc: number,
  timestamp: number,
  samples: number,
  nowPosition: number,
): number {
  const expected = nowPosition - samples;
  if (timeline.ssrc !== ssrc) return anchor(timeline, ssrc, timestamp, expected);
  const position = timeline.anchorPosition + timestampDelta(timestamp, timeline.anchorTimestamp);
  const lag = expected - position;
  // Sound cannot arrive before it was spoken: the packet that set the anchor was a late one.
  if (lag < -toleranceSamples || lag > longestLagSamples) return anchor(timeline, ssrc, timestamp, expected);
  timeline.leastLag = Math.min(timeline.leastLag, lag);
  if (++timeline.packetsInWindow < packetsPerWindow) return position;
  const shift = timeline.leastLag > toleranceSamples ? timeline.leastLag : 0;
  timeline.anchorPosition += shift;
  startWindow(timeline);
  return position + shift;
}

function anchor(timeline: ChannelTimeline, ssrc: number, timestamp: number, position: number): number {
  timeline.ssrc = ssrc;
  timeline.anchorTimestamp = timestamp;
  timeline.anchorPosition = position;
  startWindow(timeline);
  return position;
}

function startWindow(timeline: ChannelTimeline): void {
  timeline.leastLag = longestLagSamples;
  timeline.packetsInWindow = 0;
}
