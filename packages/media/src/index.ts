// Door of the media plane. Control uses the protocol and the WAV repair; the media process the rest.
export { LineDecoder, LineSender, maximumLineLength } from "./protocol/index.ts";
export type {
  AudioCodec,
  CertificateFingerprint,
  CommandKind,
  CommandLine,
  CommandResult,
  CommandValue,
  ConnectLeg,
  SdesKeys,
  DecodedLines,
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
} from "./protocol/index.ts";
export { repairWav } from "./wav/index.ts";
export type { RepairError, RepairedWav } from "./wav/index.ts";
export { ClipStore } from "./prompts/index.ts";
export type { Clip, ClipError } from "./prompts/index.ts";
export { RelayWorker, parseIpv4, splitPortRange } from "./relay/index.ts";
export type {
  IoChoice,
  PortRange,
  RelayCommand,
  RelayOutcome,
  RelayWorkerListener,
  WorkerOptions,
} from "./relay/index.ts";
export { createDtlsIdentity, createSelfSignedCertificate } from "./dtls/index.ts";
export type { DtlsIdentity, SelfSignedCertificate, SelfSignedOptions } from "./dtls/index.ts";
