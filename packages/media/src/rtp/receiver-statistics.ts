// What a receiver knows of a stream (RFC 3550 appendix A.3 and A.8): packets, loss, jitter.
import { sequenceDelta, timestampDelta } from "./sequence.ts";
import { samplesPerMs } from "./sender-stream.ts";

const maximumDropout = 3000;

export type ReceiverStatistics = {
  /** −1 before the first packet. */
  ssrc: number;
  /** Timestamp units a millisecond, as the agreed codec has it. */
  clockPerMs: number;
  baseSequence: number;
  highestSequence: number;
  cycles: number;
  received: number;
  /** Totals of the sources before this one: a leg may change its SSRC in mid-call. */
  formerReceived: number;
  formerLost: number;
  /** Interarrival jitter in timestamp units. */
  jitter: number;
  lastTransit: number;
  lastTimestamp: number;
  expectedAtReport: number;
  receivedAtReport: number;
};

export function createReceiverStatistics(): ReceiverStatistics {
  return {
    ssrc: -1,
    clockPerMs: samplesPerMs,
    baseSequence: 0,
    highestSequence: 0,
    cycles: 0,
    received: 0,
    formerReceived: 0,
    formerLost: 0,
    jitter: 0,
    lastTransit: 0,
    lastTimestamp: 0,
    expectedAtReport: 0,
    receivedAtReport: 0,
  };
}

/** Counts one packet that arrived at `nowMs` (monotonic). */
export function countReceived(
  statistics: ReceiverStatistics,
  ssrc: number,
  sequence: number,
  timestamp: number,
  nowMs: number,
): void {
  const step = sequenceDelta(sequence, statistics.highestSequence);
  const transit = (Math.round(nowMs * statistics.clockPerMs) - timestamp) | 0;
  if (statistics.ssrc !== ssrc || step > maximumDropout || step < -maximumDropout) {
    startSource(statistics, ssrc, sequence);
  } else {
    if (step > 0 && sequence < statistics.highestSequence) statistics.cycles += 0x10000;
    if (step > 0) statistics.highestSequence = sequence;
    // Packets of one telephone event share a timestamp: their arrival says nothing of jitter.
    if (timestamp !== statistics.lastTimestamp) {
      const difference = Math.abs(timestampDelta(transit, statistics.lastTransit));
      statistics.jitter += (difference - statistics.jitter) / 16;
    }
  }
  statistics.lastTransit = transit;
  statistics.lastTimestamp = timestamp;
  statistics.received++;
}

/** The stream counts in other units from now on. */
export function setReceiverClock(statistics: ReceiverStatistics, clockPerMs: number): void {
  if (statistics.clockPerMs === clockPerMs) return;
  statistics.clockPerMs = clockPerMs;
  // The next packet begins a source of its own: transit times of two clocks do not compare.
  statistics.formerLost = totalLost(statistics);
  statistics.formerReceived = totalReceived(statistics);
  statistics.ssrc = -1;
  statistics.received = 0;
  statistics.jitter = 0;
}

function startSource(statistics: ReceiverStatistics, ssrc: number, sequence: number): void {
  statistics.formerLost = totalLost(statistics);
  statistics.formerReceived = totalReceived(statistics);
  statistics.ssrc = ssrc;
  statistics.baseSequence = sequence;
  statistics.highestSequence = sequence;
  statistics.cycles = 0;
  statistics.received = 0;
  statistics.jitter = 0;
  statistics.expectedAtReport = 0;
  statistics.receivedAtReport = 0;
}

export function extendedHighestSequence(statistics: ReceiverStatistics): number {
  return statistics.cycles + statistics.highestSequence;
}

function expected(statistics: ReceiverStatistics): number {
  return statistics.received === 0 ? 0 : extendedHighestSequence(statistics) - statistics.baseSequence + 1;
}

export function totalReceived(statistics: ReceiverStatistics): number {
  return statistics.formerReceived + statistics.received;
}

/** Lost packets of the present source; duplicates may hide some, never below zero here. */
export function lostOfSource(statistics: ReceiverStatistics): number {
  return Math.max(0, expected(statistics) - statistics.received);
}

export function totalLost(statistics: ReceiverStatistics): number {
  return statistics.formerLost + lostOfSource(statistics);
}

export function jitterMs(statistics: ReceiverStatistics): number {
  return statistics.jitter / statistics.clockPerMs;
}

/** Fraction lost since the last report, in 256ths (RFC 3550 appendix A.3); starts the next interval. */
export function takeFractionLost(statistics: ReceiverStatistics): number {
  const expectedNow = expected(statistics);
  const expectedInterval = expectedNow - statistics.expectedAtReport;
  const lostInterval = expectedInterval - (statistics.received - statistics.receivedAtReport);
  statistics.expectedAtReport = expectedNow;
  statistics.receivedAtReport = statistics.received;
  if (expectedInterval <= 0 || lostInterval <= 0) return 0;
  return Math.min(255, Math.floor((lostInterval * 256) / expectedInterval));
}
