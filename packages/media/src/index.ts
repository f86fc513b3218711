// Door of the media plane, for the media process. What control calls is in control.ts; the types are for both.
export { LineDecoder, LineSender, maximumLineLength, protocolVersion } from "./protocol/index.ts";
export type {
  AudioCodec,
  CertificateFingerprint,
  CommandKind,
  CommandLine,
  CommandResult,
  CommandValue,
  ConferenceRoute,
  ConnectLeg,
  SdesKeys,
  DecodedLines,
  IceCredentials,
  KeyForm,
  LegFailure,
  LegQuality,
  LegStatistics,
  LegTransport,
  MediaCommand,
  MediaError,
  MediaErrorKind,
  MediaEvent,
  MediaLine,
  MediaList,
  MediaStats,
  OpenedLeg,
  Play,
  PlaybackEnd,
  QualitySummary,
  RecordingFinished,
  RecordingSeal,
  SetConference,
  SilenceReason,
  StartRecording,
  TransportAddress,
  WorkerStats,
} from "./protocol/index.ts";
export { Resampler, SoundReader, SoundWriter, codecFormats, loadOpus } from "./codecs/index.ts";
export { Mixer } from "./mixing/index.ts";
export { toneFile, toneNames } from "./tones/index.ts";
export type { ToneName } from "./tones/index.ts";
export { chunkBytes, createRecordingOutput, RecordingWriter } from "./recording-file/index.ts";
export { codecImpairment, meanOpinionScore, rating } from "./quality/index.ts";
export { repairWav } from "./wav/index.ts";
export type { RepairError, RepairedWav } from "./wav/index.ts";
export { ClipStore } from "./prompts/index.ts";
export type { Clip, ClipError } from "./prompts/index.ts";
export { RecordingThread } from "./recording-thread/index.ts";
export { splitPortRange } from "./port-range.ts";
export type { PortRange } from "./port-range.ts";
export { RelayWorker, familyOf, parseAddress } from "./relay/index.ts";
export type {
  AddressFamily,
  IoChoice,
  RelayCommand,
  RelayOutcome,
  RelayWorkerListener,
  WorkerOptions,
} from "./relay/index.ts";
export { markLost } from "./tap/index.ts";
export { createDtlsIdentity } from "./certificates/index.ts";
export type { DtlsIdentity, SelfSignedCertificate, SelfSignedOptions } from "./certificates/index.ts";
