// One outgoing RTP stream: a single SSRC whose sequence numbers and timestamps run on without a jump
// while what is sent changes between forwarded packets of other streams and sound made here.
//
// source            next packet
// same forwarded    source's own steps plus a fixed offset: loss, reordering and pauses stay visible
// same generated    one sequence number and the samples of the former packet further
// another           one sequence number further, timestamp by the time that has passed, marker set
// one that follows  the same, but timestamp by the former packet alone, if it comes soon: nothing is missing between
import { randomInt } from "node:crypto";
import { sequenceDelta, timestampDelta } from "./sequence.ts";

/** 8 kHz: the clock of G.711, and the one in which sound made here is counted. */
export const samplesPerMs = 8;
/** 20 ms at 8 kHz, what one packet of sound made here holds. */
export const samplesPerFrame = 160;
/** How long that lasts, whatever the clock. */
const frameMs = 20;

/** RFC 3550 appendix A.1: a sequence step beyond this is a restart of the source. */
const maximumDropout = 3000;
const maximumMisorder = 100;
/** A source whose timestamp leads the clock by more than this has restarted it. */
const maximumTimestampLeadMs = 2000;

/** After a longer pause, sound made here starts anew on the clock instead of going on where it was. */
const longestPauseMs = 200;

/** What comes later than this does not follow: there was a pause. */
const longestFollowMs = 100;

const noSource = -1;
const generatedSource = -2;

export type SenderStream = {
  readonly ssrc: number;
  /** Timestamp units a millisecond, as the agreed codec has it. */
  clockPerMs: number;
  /** Of the packet to be sent now; set by the functions of this file. */
  sequence: number;
  timestamp: number;
  marker: boolean;
  /** SSRC of the forwarded source, or one of the negative marks above. */
  source: number;
  highestSequence: number;
  highestTimestamp: number;
  sourceSequence: number;
  sourceTimestamp: number;
  firstSourceSequence: number;
  sequenceOffset: number;
  timestampOffset: number;
  /** Until then another source goes on where the former one ended; −1 when it does not. */
  followsUntilMs: number;
  /** Monotonic milliseconds; −1 before the first packet. */
  lastSentAtMs: number;
  packets: number;
  payloadBytes: number;
};

/** A stream with random SSRC, sequence number and timestamp (RFC 3550 §5.1). */
export function createSenderStream(random: (limit: number) => number = randomInt): SenderStream {
  return {
    ssrc: random(2 ** 32),
    clockPerMs: samplesPerMs,
    sequence: 0,
    timestamp: 0,
    marker: false,
    source: noSource,
    highestSequence: random(2 ** 15),
    highestTimestamp: random(2 ** 32),
    sourceSequence: 0,
    sourceTimestamp: 0,
    firstSourceSequence: 0,
    sequenceOffset: 0,
    timestampOffset: 0,
    followsUntilMs: -1,
    lastSentAtMs: -1,
    packets: 0,
    payloadBytes: 0,
  };
}

/** Makes the next packet start a new source: after a change of bridge, a pause, the end of a playback. */
export function breakSource(stream: SenderStream): void {
  stream.source = noSource;
  stream.followsUntilMs = -1;
}

/** As `breakSource`, where the same sound goes on by another way, a little later or sooner: from relay to mixer and back. */
export function followSource(stream: SenderStream, nowMs: number): void {
  stream.source = noSource;
  stream.followsUntilMs = nowMs + longestFollowMs;
}

/**
 * Sets sequence number, timestamp and marker for a forwarded packet. False when the packet belongs to
 * before the source was switched to: it must not be sent.
 */
export function nextForwarded(
  stream: SenderStream,
  ssrc: number,
  sequence: number,
  timestamp: number,
  nowMs: number,
): boolean {
  if (stream.source !== ssrc || sourceRestarted(stream, sequence, timestamp, nowMs)) {
    anchor(stream, nowMs);
    stream.source = ssrc;
    stream.firstSourceSequence = sequence;
    stream.sequenceOffset = stream.sequence - sequence;
    stream.timestampOffset = stream.timestamp - timestamp;
  } else {
    if (sequenceDelta(sequence, stream.firstSourceSequence) < 0) return false;
    stream.sequence = (sequence + stream.sequenceOffset) & 0xffff;
    stream.timestamp = (timestamp + stream.timestampOffset) >>> 0;
    stream.marker = false;
  }
  if (sequenceDelta(stream.sequence, stream.highestSequence) > 0) {
    stream.highestSequence = stream.sequence;
    stream.highestTimestamp = stream.timestamp;
    stream.sourceSequence = sequence;
    stream.sourceTimestamp = timestamp;
    // Keeps the distance to the first packet of the source under half of the counter's range.
    if (sequenceDelta(sequence, stream.firstSourceSequence) > 0x4000) {
      stream.firstSourceSequence = (sequence - 0x2000) & 0xffff;
    }
  }
  stream.lastSentAtMs = nowMs;
  return true;
}

/** True while the last packet was made here. */
export function isGenerating(stream: SenderStream): boolean {
  return stream.source === generatedSource;
}

/** Sets sequence number, timestamp and marker for a packet of 20 ms made here. */
export function nextGenerated(stream: SenderStream, nowMs: number): void {
  if (isGenerating(stream) && nowMs - stream.lastSentAtMs <= longestPauseMs) {
    stream.sequence = (stream.highestSequence + 1) & 0xffff;
    stream.timestamp = (stream.highestTimestamp + frameMs * stream.clockPerMs) >>> 0;
    stream.marker = false;
  } else {
    anchor(stream, nowMs);
    stream.source = generatedSource;
  }
  stream.highestSequence = stream.sequence;
  stream.highestTimestamp = stream.timestamp;
  stream.lastSentAtMs = nowMs;
}

function sourceRestarted(stream: SenderStream, sequence: number, timestamp: number, nowMs: number): boolean {
  const step = sequenceDelta(sequence, stream.sourceSequence);
  if (step > maximumDropout || step < -maximumMisorder) return true;
  if (step <= 0) return false;
  const samples = timestampDelta(timestamp, stream.sourceTimestamp);
  const passedMs = nowMs - stream.lastSentAtMs;
  return samples < 0 || samples > (passedMs + maximumTimestampLeadMs) * stream.clockPerMs;
}

function anchor(stream: SenderStream, nowMs: number): void {
  const follows = nowMs <= stream.followsUntilMs;
  const passedMs = stream.lastSentAtMs < 0 || follows ? 0 : nowMs - stream.lastSentAtMs;
  stream.followsUntilMs = -1;
  stream.sequence = (stream.highestSequence + 1) & 0xffff;
  stream.timestamp =
    (stream.highestTimestamp + Math.round(Math.max(frameMs, passedMs) * stream.clockPerMs)) >>> 0;
  stream.marker = !follows;
}
