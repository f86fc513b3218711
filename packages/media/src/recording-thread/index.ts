// Door of the recording thread: relay workers fill rings, it writes files.
export { RecordingFiles } from "./recording-files.ts";
export type { RelayFiles } from "./recording-files.ts";
export { RecordingThread } from "./recording-thread.ts";
export type { RecordingThreadListener } from "./recording-thread.ts";
export { nativeSealers } from "./native-sealer.ts";
export { ringFrames, SoundRing } from "./sound-ring.ts";
export type { FromRelay, RecordingTerms } from "./thread-messages.ts";
