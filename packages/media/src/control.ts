// Door for control: what it needs of the media plane without loading relay, ciphers and their native library.
export { LineDecoder, LineSender, protocolVersion } from "./protocol/index.ts";
export {
  openRecordingFile,
  readAsWav,
  RecordingReader,
  repairRecording,
  wavBytes,
  wavSize,
} from "./recording-file/index.ts";
export type { RecordingFileError, RecordingSource } from "./recording-file/index.ts";
export { splitPortRange } from "./port-range.ts";
export { TapReader, tapSamples } from "./tap/index.ts";
export { linearWav, repairWav } from "./wav/index.ts";
export { createSelfSignedCertificate } from "./certificates/index.ts";
