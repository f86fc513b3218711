// Door of the protocol between control and the media process.
export { LineDecoder, LineSender, maximumLineLength } from "./line-codec.ts";
export type { DecodedLines } from "./line-codec.ts";
export type {
  LegFailure,
  LegQuality,
  LegStatistics,
  MediaEvent,
  PlaybackEnd,
  QualitySummary,
  RecordingFinished,
  SilenceReason,
} from "./events.ts";
export type { CommandLine, MediaLine } from "./lines.ts";
export { protocolVersion } from "./messages.ts";
export type {
  AudioCodec,
  CertificateFingerprint,
  CommandKind,
  CommandResult,
  CommandValue,
  ConferenceRoute,
  ConnectLeg,
  SdesKeys,
  IceCredentials,
  KeyForm,
  LegTransport,
  MediaCommand,
  MediaError,
  MediaErrorKind,
  MediaList,
  MediaStats,
  OpenedLeg,
  Play,
  RecordingSeal,
  SetConference,
  StartRecording,
  TransportAddress,
  WorkerStats,
} from "./messages.ts";
