// The RTCP this plane sends: one compound packet of SR or RR with SDES CNAME, and BYE at the end (RFC 3550 §6).
import { writeUint32 } from "./header.ts";
import { extendedHighestSequence, lostOfSource, takeFractionLost } from "./receiver-statistics.ts";
import type { ReceiverStatistics } from "./receiver-statistics.ts";
import type { SenderStream } from "./sender-stream.ts";

const senderReportType = 200;
const receiverReportType = 201;
const sourceDescriptionType = 202;
const goodbyeType = 203;
const cnameItem = 1;
/** Seconds between the NTP epoch (1900) and the Unix epoch (1970). */
const ntpUnixSeconds = 2_208_988_800;

/** The last sender report of the far side: middle 32 bits of its NTP time, and when it came. */
export type LastSenderReport = { middleNtp: number; receivedAtMs: number };

export type ReportInput = {
  sender: SenderStream;
  receiver: ReceiverStatistics;
  lastSenderReport: LastSenderReport;
  cname: string;
  /** Monotonic and wall-clock milliseconds of the same moment. */
  nowMs: number;
  unixMs: number;
};

/** Writes a compound report into `bytes` and returns its length. */
export function writeReport(bytes: Uint8Array, input: ReportInput): number {
  const blocks = input.receiver.received > 0 ? 1 : 0;
  const hasSent = input.sender.packets > 0;
  let at = 8;
  writeUint32(bytes, 4, input.sender.ssrc);
  if (hasSent) at = writeSenderInfo(bytes, at, input);
  if (blocks === 1) at = writeReportBlock(bytes, at, input);
  writePacketHead(bytes, 0, at, blocks, hasSent ? senderReportType : receiverReportType);
  return writeSourceDescription(bytes, at, input);
}

function writePacketHead(bytes: Uint8Array, start: number, end: number, count: number, type: number): void {
  writeUint32(bytes, start, (((0x80 | count) << 24) | (type << 16) | ((end - start) / 4 - 1)) >>> 0);
}

function writeSenderInfo(bytes: Uint8Array, start: number, { sender, nowMs, unixMs }: ReportInput): number {
  const sinceLastPacket = Math.round((nowMs - sender.lastSentAtMs) * sender.clockPerMs);
  writeUint32(bytes, start, Math.floor(unixMs / 1000) + ntpUnixSeconds);
  writeUint32(bytes, start + 4, Math.floor(((unixMs % 1000) / 1000) * 2 ** 32));
  writeUint32(bytes, start + 8, sender.highestTimestamp + sinceLastPacket);
  writeUint32(bytes, start + 12, sender.packets);
  writeUint32(bytes, start + 16, sender.payloadBytes);
  return start + 20;
}

function writeReportBlock(bytes: Uint8Array, start: number, input: ReportInput): number {
  const { receiver, lastSenderReport, nowMs } = input;
  const lost = Math.min(0x7fffff, lostOfSource(receiver));
  const hasReport = lastSenderReport.middleNtp !== 0;
  const delay = hasReport ? Math.round(((nowMs - lastSenderReport.receivedAtMs) * 65_536) / 1000) : 0;
  writeUint32(bytes, start, receiver.ssrc);
  writeUint32(bytes, start + 4, ((takeFractionLost(receiver) << 24) | lost) >>> 0);
  writeUint32(bytes, start + 8, extendedHighestSequence(receiver));
  writeUint32(bytes, start + 12, Math.round(receiver.jitter));
  writeUint32(bytes, start + 16, lastSenderReport.middleNtp);
  writeUint32(bytes, start + 20, delay);
  return start + 24;
}

function writeSourceDescription(bytes: Uint8Array, start: number, { sender, cname }: ReportInput): number {
  writeUint32(bytes, start + 4, sender.ssrc);
  bytes[start + 8] = cnameItem;
  bytes[start + 9] = cname.length;
  for (let i = 0; i < cname.length; i++) bytes[start + 10 + i] = cname.charCodeAt(i);
  let end = start + 10 + cname.length;
  // At least one zero byte ends the items, up to the next 32-bit boundary.
  do bytes[end++] = 0;
  while ((end - start) % 4 !== 0);
  writePacketHead(bytes, start, end, 1, sourceDescriptionType);
  return end;
}

/** Writes the BYE of our stream behind a report (RFC 3550 §6.6); the new length. */
export function writeGoodbye(bytes: Uint8Array, start: number, ssrc: number): number {
  writePacketHead(bytes, start, start + 8, 1, goodbyeType);
  writeUint32(bytes, start + 4, ssrc);
  return start + 8;
}

/** The middle 32 bits of NTP time, in 65,536ths of a second. */
export function middleNtpOf(unixMs: number): number {
  const seconds = Math.floor(unixMs / 1000) + ntpUnixSeconds;
  return ((seconds << 16) | Math.floor(((unixMs % 1000) / 1000) * 65_536)) >>> 0;
}
