// RTCP as it comes: compound packets are checked as a whole, then what the far side says of our stream is kept
// (RFC 3550 §6, RFC 3611). Nothing is taken from a malformed one.
import { readUint32 } from "./header.ts";
import type { LastSenderReport } from "./rtcp.ts";

const type = { senderReport: 200, receiverReport: 201, goodbye: 203, extendedReport: 207 } as const;
const reportBlockLength = 24;
/** By type: what comes before the report blocks. */
const senderReportHead = 28;
const receiverReportHead = 8;
const voipMetricsBlock = 7;
const voipMetricsLength = 36;
/** A round trip longer than this is a far side that echoes what we never said. */
const longestRoundTripMs = 60_000;

/** What the far side has told so far. Times are monotonic milliseconds; −1 where nothing came. */
export type FarReports = {
  readonly lastSenderReport: LastSenderReport;
  /** When a block about our stream came last, and what it said: loss since its last report, jitter in timestamp units. */
  blockAtMs: number;
  lossShare: number;
  jitter: number;
  /** By LSR and DLSR (RFC 3550 §6.4.1). */
  roundTripMs: number;
  /** VoIP metrics (RFC 3611 §4.7) about our stream. */
  metricsAtMs: number;
  /** Share of packets that its jitter buffer had to drop. */
  discardShare: number;
  /** Of the jitter buffer and everything behind it, up to the ear; 0 when not known. */
  endSystemDelayMs: number;
  goodbyeAtMs: number;
};

export type ReportReading = {
  /** The stream that we send. */
  ownSsrc: number;
  nowMs: number;
  /** The middle 32 bits of NTP time now. */
  middleNtp: number;
};

export function createFarReports(): FarReports {
  return {
    lastSenderReport: { middleNtp: 0, receivedAtMs: 0 },
    blockAtMs: -1,
    lossShare: 0,
    jitter: 0,
    roundTripMs: -1,
    metricsAtMs: -1,
    discardShare: 0,
    endSystemDelayMs: 0,
    goodbyeAtMs: -1,
  };
}

/** Takes one compound packet of `length` bytes. False, and nothing taken, when it is malformed. */
export function readReports(
  bytes: Uint8Array,
  length: number,
  reading: ReportReading,
  into: FarReports,
): boolean {
  if (!isWellFormed(bytes, length)) return false;
  for (let at = 0; at < length; at = endOf(bytes, at)) {
    const count = (bytes[at] as number) & 0x1f;
    switch (bytes[at + 1] as number) {
      case type.senderReport:
        takeSenderReport(bytes, at, reading, into);
        takeBlocks(bytes, at + senderReportHead, count, reading, into);
        break;
      case type.receiverReport:
        takeBlocks(bytes, at + receiverReportHead, count, reading, into);
        break;
      case type.extendedReport:
        takeExtended(bytes, at, reading, into);
        break;
      case type.goodbye:
        into.goodbyeAtMs = reading.nowMs;
    }
  }
  return true;
}

function endOf(bytes: Uint8Array, at: number): number {
  return at + 4 * ((readUint32(bytes, at) & 0xffff) + 1);
}

/** RFC 3550 appendix A.2: versions, types and lengths of every packet in the compound. */
function isWellFormed(bytes: Uint8Array, length: number): boolean {
  if (length === 0 || length % 4 !== 0) return false;
  for (let at = 0; at < length;) {
    const first = bytes[at] as number;
    if (first >> 6 !== 2) return false;
    const end = endOf(bytes, at);
    const isLast = end === length;
    // Padding is for the last packet alone.
    if (end > length || ((first & 0x20) !== 0 && !isLast)) return false;
    if (end - at < leastLength(bytes[at + 1] as number, first & 0x1f)) return false;
    if (bytes[at + 1] === type.extendedReport && !blocksFit(bytes, at + 8, end)) return false;
    at = end;
  }
  return true;
}

function leastLength(packetType: number, count: number): number {
  switch (packetType) {
    case type.senderReport:
      return senderReportHead + count * reportBlockLength;
    case type.receiverReport:
      return receiverReportHead + count * reportBlockLength;
    case type.goodbye:
      return 4 + 4 * count;
    case type.extendedReport:
      return 8;
    default:
      return 4;
  }
}

function blocksFit(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end) {
    const next = at + 4 + blockWords(bytes, at) * 4;
    if (bytes[at] === voipMetricsBlock && next - at !== voipMetricsLength) return false;
    at = next;
  }
  return at === end;
}

function blockWords(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at) & 0xffff;
}

function takeSenderReport(bytes: Uint8Array, at: number, { nowMs }: ReportReading, into: FarReports): void {
  const { lastSenderReport } = into;
  lastSenderReport.middleNtp =
    ((readUint32(bytes, at + 8) << 16) | (readUint32(bytes, at + 12) >>> 16)) >>> 0;
  lastSenderReport.receivedAtMs = nowMs;
}

function takeBlocks(
  bytes: Uint8Array,
  start: number,
  count: number,
  reading: ReportReading,
  into: FarReports,
): void {
  for (let at = start; at < start + count * reportBlockLength; at += reportBlockLength) {
    if (readUint32(bytes, at) !== reading.ownSsrc) continue;
    into.blockAtMs = reading.nowMs;
    into.lossShare = (bytes[at + 4] as number) / 256;
    into.jitter = readUint32(bytes, at + 12);
    const lastReport = readUint32(bytes, at + 16);
    if (lastReport === 0) continue;
    const delay = readUint32(bytes, at + 20);
    // Modulo 2³², and signed: a clock of coarse steps may say a little less than nothing.
    const roundTrip = (reading.middleNtp - lastReport - delay) | 0;
    const roundTripMs = Math.max(0, (roundTrip * 1000) / 65_536);
    if (roundTripMs <= longestRoundTripMs) into.roundTripMs = roundTripMs;
  }
}

function takeExtended(
  bytes: Uint8Array,
  at: number,
  { ownSsrc, nowMs }: ReportReading,
  into: FarReports,
): void {
  const end = endOf(bytes, at);
  for (let block = at + 8; block < end; block += 4 + blockWords(bytes, block) * 4) {
    if (bytes[block] !== voipMetricsBlock || readUint32(bytes, block + 4) !== ownSsrc) continue;
    into.metricsAtMs = nowMs;
    into.discardShare = (bytes[block + 9] as number) / 256;
    into.endSystemDelayMs = readUint32(bytes, block + 16) & 0xffff;
  }
}
