// Door for tests of other packages: parts that the media process has no door for, and that real peers can speak with.
export { keyOfEvent, ToneDetector, tonesOfEvent } from "./dtmf/index.ts";
export { fingerprintOf } from "./certificates/index.ts";
export { DtlsServer } from "./dtls/index.ts";
export type { DtlsEffect } from "./dtls/index.ts";
export { LoopbackPhone } from "./relay/testing/loopback-phone.ts";
export { WorkerRig } from "./relay/testing/worker-rig.ts";
export { openTestRecording, recordingTerms } from "./relay/testing/recording-seal.ts";
