// Door of RTP: headers, streams out and in, RTCP.
export { emptyRtpHeader, isRtcp, readRtpHeader, rtpHeaderLength, writeRtpHeader } from "./header.ts";
export type { RtpHeader } from "./header.ts";
export {
  countReceived,
  createReceiverStatistics,
  jitterMs,
  setReceiverClock,
  totalLost,
  totalReceived,
} from "./receiver-statistics.ts";
export type { ReceiverStatistics } from "./receiver-statistics.ts";
export { middleNtpOf, writeGoodbye, writeReport } from "./rtcp.ts";
export { createFarReports, readReports } from "./rtcp-reader.ts";
export type { FarReports } from "./rtcp-reader.ts";
export {
  breakSource,
  createSenderStream,
  followSource,
  isGenerating,
  nextForwarded,
  nextGenerated,
  samplesPerFrame,
  samplesPerMs,
} from "./sender-stream.ts";
export type { SenderStream } from "./sender-stream.ts";
export { sequenceDelta, timestampDelta } from "./sequence.ts";
