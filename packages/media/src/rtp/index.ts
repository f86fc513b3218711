// Door of RTP: headers, streams out and in, RTCP.
export { emptyRtpHeader, isRtcp, readRtpHeader, rtpHeaderLength, writeRtpHeader } from "./header.ts";
export type { RtpHeader } from "./header.ts";
export {
  countReceived,
  createReceiverStatistics,
  jitterMs,
  totalLost,
  totalReceived,
} from "./receiver-statistics.ts";
export type { ReceiverStatistics } from "./receiver-statistics.ts";
export { readReport, writeReport } from "./rtcp.ts";
export type { LastSenderReport } from "./rtcp.ts";
export {
  breakSource,
  createSenderStream,
  isGenerating,
  nextForwarded,
  nextGenerated,
  samplesPerFrame,
  samplesPerMs,
} from "./sender-stream.ts";
export type { SenderStream } from "./sender-stream.ts";
export { sequenceDelta, timestampDelta } from "./sequence.ts";
