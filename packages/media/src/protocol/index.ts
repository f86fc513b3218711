// Door of the protocol between control and the media process.
export { LineDecoder, encodeLine, maximumLineLength } from "./line-codec.ts";
export type { DecodedLines } from "./line-codec.ts";
export type {
  AudioCodec,
  CertificateFingerprint,
  CommandKind,
  CommandLine,
  CommandResult,
  CommandValue,
  ConnectLeg,
  IceCredentials,
  LegFailure,
  LegStatistics,
  LegTransport,
  MediaCommand,
  MediaError,
  MediaErrorKind,
  MediaEvent,
  MediaLine,
  MediaStats,
  OpenedLeg,
  Play,
  PlaybackEnd,
  RecordingFinished,
  StartRecording,
  TransportAddress,
  WorkerStats,
} from "./messages.ts";
