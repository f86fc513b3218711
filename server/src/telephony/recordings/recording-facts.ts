// What the recordings module publishes.
import type { CallId, Fact, RecordingId } from "@tandem/kernel";

export type RecordingFact =
  | Fact<"RecordingStarted", { callId: CallId; recordingId: RecordingId; path: string }>
  | Fact<
      "RecordingStored",
      {
        callId: CallId;
        recordingId: RecordingId;
        path: string;
        startedAt: number;
        durationMs: number;
        bytes: number;
      }
    >
  | Fact<"RecordingFailed", { callId: CallId; recordingId: RecordingId; path: string; reason: string }>;

export const keptRecordingFacts: readonly RecordingFact["type"][] = [
  "RecordingStarted",
  "RecordingStored",
  "RecordingFailed",
];
