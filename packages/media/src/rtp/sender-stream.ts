// One outgoing RTP stream: a single SSRC whose sequence numbers and timestamps run on without a jump
// while what is sent changes between forwarded packets of other streams and sound made here.
//
// source          next packet
// same forwarded  source's own steps plus a fixed offset: loss, reordering and pauses stay visible
// same generated  one sequence number and the samples of the former packet further
// another         one sequence number further, timestamp by the time that has passed, marker set
import { randomInt } from "node:crypto";
import { sequenceDelta, timestampDelta } from "./sequence.ts";

/** 8 kHz: the clock of G.711 and of its telephone events. */
export const samplesPerMs = 8;
/** 20 ms, what one packet of sound made here holds. */
export const samplesPerFrame = 160;

/** RFC 3550 appendix A.1: a sequence step beyond this is a restart of the source. */
const maximumDropout = 3000;
const maximumMisorder = 100;
/** A source whose timestamp leads the clock by more than this has restarted it. */
const maximumTimestampLead = 2000 * samplesPerMs;

/** After a longer pause, sound made here starts anew on the clock instead of going on where it was. */
const longestPauseMs = 200;

const noSource = -1;
const generatedSource = -2;

export type SenderStream = {
  readonly ssrc: number;
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
  /** Monotonic milliseconds; −1 before the first packet. */
  lastSentAtMs: number;
  packets: number;
  payloadBytes: number;
};

/** A stream with random SSRC, sequence number and timestamp (RFC 3550 §5.1). */
export function createSenderStream(random: (limit: number) => number = randomInt): SenderStream {
  return {
    ssrc: random(2 ** 32),
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
    lastSentAtMs: -1,
    packets: 0,
    payloadBytes: 0,
  };
}

/** Makes the next packet start a new source: after a change of bridge, a pause, the end of a playback. */
export function breakSource(stream: SenderStream): void {
  stream.source = noSource;
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

/** Sets sequence number, timestamp and marker for a packet of `samplesPerFrame` made here. */
export function nextGenerated(stream: SenderStream, nowMs: number): void {
  if (isGenerating(stream) && nowMs - stream.lastSentAtMs <= longestPauseMs) {
    stream.sequence = (stream.highestSequence + 1) & 0xffff;
    stream.timestamp = (stream.highestTimestamp + samplesPerFrame) >>> 0;
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
  const passed = (nowMs - stream.lastSentAtMs) * samplesPerMs;
  return samples < 0 || samples > passed + maximumTimestampLead;
}

function anchor(stream: SenderStream, nowMs: number): void {
  const passed = stream.lastSentAtMs < 0 ? 0 : Math.round((nowMs - stream.lastSentAtMs) * samplesPerMs);
  stream.sequence = (stream.highestSequence + 1) & 0xffff;
  stream.timestamp = (stream.highestTimestamp + Math.max(samplesPerFrame, passed)) >>> 0;
  stream.marker = true;
}
