// The fate of every packet of a stream that comes in, as a phone with a jitter buffer meets it: played, late, or
// never come; in order or not; once or twice. A fate is decided when `windowPackets` more have come or are due.
// Mutable on purpose: this is the packet path, and one packet in order costs a few operations.
import { sequenceDelta, timestampDelta } from "../rtp/index.ts";
import { countLosses, createBurstGap, takeBurstGap } from "./burst-gap.ts";
import type { BurstGap, BurstGapFigures } from "./burst-gap.ts";

/** One bit each of an integer: 640 ms of usual packets, longer than any jitter buffer. */
const windowPackets = 32;
const allCame = -1;
/** RFC 3550 appendix A.1: a larger step is a restart of the source. */
const maximumDropout = 3000;
/** A transit time this far from the least one is no delay: the source has set its clock anew. */
const clockJumpMs = 2000;

/** The buffer that packets are held against: what phones do by themselves, within the bounds they have. */
const leastBufferMs = 40;
const mostBufferMs = 200;
const firstBufferMs = 60;
/** By RFC 3550's mean jitter: a buffer of three times that takes in nearly all packets. */
const jittersPerBuffer = 3;
const packetMs = 20;

export type Reception = {
  /** −1 before the first packet. */
  ssrc: number;
  highest: number;
  /** How many numbers up to the highest are undecided; at most `windowPackets`. */
  undecided: number;
  /** Bit `number % 32`: it has come; and it came too late. */
  come: number;
  late: number;
  /** Packets decided as played that `counts` and `losses` do not know of yet. */
  inTime: number;
  /** Least transit time, of the interval before and this one, and of this one alone; timestamp units. */
  leastTransit: number;
  leastTransitNow: number;
  hasTransitNow: boolean;
  bufferMs: number;
  readonly counts: ReceptionCounts;
  readonly losses: BurstGap;
};

/** Packets: due, never come, come too late to be played, out of order, come again. */
export type ReceptionCounts = {
  expected: number;
  lost: number;
  late: number;
  outOfOrder: number;
  duplicates: number;
};

/** Of one interval. `jitterMs` as RFC 3550 has it; `bufferMs` is the buffer that lateness was measured by. */
export type ReceptionFigures = ReceptionCounts & BurstGapFigures & { jitterMs: number; bufferMs: number };

export function createReception(): Reception {
  return {
    ssrc: -1,
    highest: 0,
    undecided: 0,
    come: 0,
    late: 0,
    inTime: 0,
    leastTransit: 0,
    leastTransitNow: 0,
    hasTransitNow: false,
    bufferMs: firstBufferMs,
    counts: noCounts(),
    losses: createBurstGap(),
  };
}

/**
 * Takes one packet. `transit` is arrival minus timestamp, in timestamp units, of which `clockPerMs` are a millisecond;
 * null for a packet whose timestamp says nothing of when it was sent.
 */
export function receive(
  reception: Reception,
  ssrc: number,
  sequence: number,
  transit: number | null,
  clockPerMs: number,
): void {
  if (
    reception.ssrc === ssrc &&
    reception.come === allCame &&
    reception.late === 0 &&
    sequence === ((reception.highest + 1) & 0xffff) &&
    transit !== null &&
    isAsUsual(reception, transit, clockPerMs)
  ) {
    // Nearly all packets: the window stays full, and the oldest of it was played.
    reception.highest = sequence;
    reception.inTime++;
    return;
  }
  receiveUnusual(reception, ssrc, sequence, transit, clockPerMs);
}

/** No record of the least transit time, and no late packet. */
function isAsUsual(reception: Reception, transit: number, clockPerMs: number): boolean {
  const delay = timestampDelta(transit, reception.leastTransit);
  return (
    delay >= 0 &&
    delay <= reception.bufferMs * clockPerMs &&
    reception.hasTransitNow &&
    timestampDelta(transit, reception.leastTransitNow) >= 0
  );
}

function receiveUnusual(
  reception: Reception,
  ssrc: number,
  sequence: number,
  transit: number | null,
  clockPerMs: number,
): void {
  settle(reception);
  const step = sequenceDelta(sequence, reception.highest);
  if (reception.ssrc !== ssrc || step > maximumDropout || step < -maximumDropout) {
    begin(reception, ssrc, sequence, transit);
    return;
  }
  const bit = 1 << (sequence & (windowPackets - 1));
  if (step > 0) {
    advance(reception, step);
    reception.highest = sequence;
  } else if (-step >= reception.undecided) {
    // Its fate is decided, or it is from before the beginning.
    reception.counts.outOfOrder++;
    return;
  } else if ((reception.come & bit) !== 0) {
    reception.counts.duplicates++;
    return;
  } else {
    reception.counts.outOfOrder++;
  }
  reception.come |= bit;
  if (transit !== null && isLate(reception, transit, clockPerMs)) reception.late |= bit;
}

/** The figures since they were last taken; begins the next interval. `jitterMs` is the stream's own (RFC 3550). */
export function takeReception(reception: Reception, jitterMs: number): ReceptionFigures {
  settle(reception);
  const { counts, bufferMs } = reception;
  const figures = { ...counts, ...takeBurstGap(reception.losses, packetMs), jitterMs, bufferMs };
  Object.assign(counts, noCounts());
  reception.bufferMs = bufferFor(jitterMs);
  if (reception.hasTransitNow) reception.leastTransit = reception.leastTransitNow;
  reception.hasTransitNow = false;
  return figures;
}

/** The stream is over: what is undecided has had its time. */
export function endReception(reception: Reception): void {
  settle(reception);
  while (reception.undecided > 0) decideOldest(reception);
}

/** The jitter buffer that a phone would need for such a stream. */
export function bufferFor(jitterMs: number): number {
  return Math.min(mostBufferMs, Math.max(leastBufferMs, packetMs + jittersPerBuffer * jitterMs));
}

function begin(reception: Reception, ssrc: number, sequence: number, transit: number | null): void {
  endReception(reception);
  reception.ssrc = ssrc;
  reception.highest = sequence;
  reception.undecided = 1;
  reception.come = 1 << (sequence & (windowPackets - 1));
  reception.late = 0;
  reception.leastTransit = transit ?? 0;
  reception.leastTransitNow = transit ?? 0;
  reception.hasTransitNow = transit !== null;
}

/** Makes room in the window for `step` more numbers, none of which has come yet. */
function advance(reception: Reception, step: number): void {
  if (step <= windowPackets) {
    for (let i = 0; i < step; i++) {
      if (reception.undecided === windowPackets) decideOldest(reception);
      reception.undecided++;
      reception.highest = (reception.highest + 1) & 0xffff;
    }
    return;
  }
  // An outage: what was in the window is decided, and all but the last numbers of the step are lost at once.
  endReception(reception);
  const missed = step - windowPackets;
  reception.counts.expected += missed;
  reception.counts.lost += missed;
  countLosses(reception.losses, missed);
  reception.undecided = windowPackets;
}

function settle(reception: Reception): void {
  reception.counts.expected += reception.inTime;
  reception.losses.sinceLoss += reception.inTime;
  reception.inTime = 0;
}

function decideOldest(reception: Reception): void {
  const { counts, losses } = reception;
  const oldest = reception.highest - reception.undecided + 1;
  const bit = 1 << (oldest & (windowPackets - 1));
  counts.expected++;
  if ((reception.come & bit) === 0) {
    counts.lost++;
    countLosses(losses, 1);
  } else if ((reception.late & bit) !== 0) {
    counts.late++;
    countLosses(losses, 1);
  } else {
    losses.sinceLoss++;
  }
  reception.come &= ~bit;
  reception.late &= ~bit;
  reception.undecided--;
}

function isLate(reception: Reception, transit: number, clockPerMs: number): boolean {
  const delay = timestampDelta(transit, reception.leastTransit);
  if (!reception.hasTransitNow || timestampDelta(transit, reception.leastTransitNow) < 0) {
    reception.leastTransitNow = transit;
    reception.hasTransitNow = true;
  }
  if (delay < 0 || delay > clockJumpMs * clockPerMs) {
    reception.leastTransit = transit;
    if (delay > 0) reception.leastTransitNow = transit;
    return false;
  }
  return delay > reception.bufferMs * clockPerMs;
}

function noCounts(): ReceptionCounts {
  return { expected: 0, lost: 0, late: 0, outOfOrder: 0, duplicates: 0 };
}
