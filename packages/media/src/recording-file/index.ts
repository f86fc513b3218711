// Door of recording files: encrypted, whole, and playable from any place.
export type { ChunkSealer, CreateSealer } from "./chunk-sealer.ts";
export { channels, chunkBytes, chunkFrames, sealedChunkBytes, tagBytes } from "./layout.ts";
export type { RecordingHeader } from "./layout.ts";
export type { RecordingMarker, RecordingTrailer } from "./markers.ts";
export { additionalData, writeNonce } from "./recording-cipher.ts";
export type { RecordingFileError } from "./recording-file-error.ts";
export { createRecordingOutput, reopenRecordingOutput } from "./recording-output.ts";
export type { LeftOutput, RecordingOutput } from "./recording-output.ts";
export { RecordingReader } from "./recording-reader.ts";
export type { FindDataKey } from "./recording-reader.ts";
export { openRecordingFile } from "./recording-source.ts";
export type { RecordingSource } from "./recording-source.ts";
export { RecordingWriter } from "./recording-writer.ts";
export { repairRecording } from "./repair-recording.ts";
export type { RepairedRecording } from "./repair-recording.ts";
export { readAsWav, wavBytes, wavSize } from "./wav-view.ts";
