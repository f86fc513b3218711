// Door of recordings: what was said, as files.
export { Recordings } from "./recording-service.ts";
export type { RecordingsOptions } from "./recording-service.ts";
export type { RecordingSnapshot } from "./recording.ts";
export { keptRecordingFacts } from "./recording-facts.ts";
export type { RecordingFact } from "./recording-facts.ts";
export { RecordingPlaces } from "./recording-places.ts";
export { waitingUploads } from "./recording-place-store.ts";
export { loadKeepDays, storeKeepDays } from "./recording-policy-store.ts";
export { RecordingRetention } from "./recording-retention.ts";
export { RecordingUploads } from "./recording-uploads.ts";
export type { UploadStatus } from "./recording-uploads.ts";
export { callerSound, openForPlayback } from "./recording-playback.ts";
export { retireUnusedKeys, rotateKey } from "./recording-key-rotation.ts";
