// What relay workers and the main thread tell the recording thread, and what it tells the main thread.
import type { MessagePort } from "node:worker_threads";
import type { MediaEvent, StartRecording } from "../protocol/index.ts";
import type { RecordingMarker } from "../recording-file/index.ts";

export type RecordingTerms = Pick<
  StartRecording,
  "recordingId" | "path" | "startedAt" | "seal" | "continues"
>;

/** From a relay worker. `ring` is its number for a piece of shared memory. */
export type FromRelay =
  | { kind: "open"; ring: number; memory: SharedArrayBuffer; terms: RecordingTerms }
  | { kind: "mark"; ring: number; marker: RecordingMarker }
  /** All sound before `endFrame` is in the ring. `failure`: why nothing after it is recorded although it was said. */
  | { kind: "finish"; ring: number; endFrame: number; failure: string | null };

export type ToRecordingThread =
  /** A relay worker talks by this port; when it closes, the worker is gone. */
  | { kind: "relay"; port: MessagePort }
  | { kind: "stop" }
  /** Stand still, as with a disk that hangs, until the word is not 0: for tests. */
  | { kind: "hang"; gate: Int32Array };

export type FromRecordingThread =
  | { kind: "event"; event: MediaEvent }
  /** A bug was met and survived. */
  | { kind: "fault"; message: string };
