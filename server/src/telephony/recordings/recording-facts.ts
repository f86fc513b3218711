// What the recordings module publishes.
import type { AgentId, CallId, Fact, RecordingId, UserId } from "@tandem/kernel";

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
        /** Which of the tenant's keys wraps the data key, and the wrapped key, base64; absent for plain files. */
        keyId?: string;
        wrappedKey?: string;
        /** Of the file up to its trailer; null when it has none. */
        sha256?: string | null;
        /** From here on the disk took nothing. */
        incompleteFromMs?: number;
      }
    >
  /** An agent asked for silence in the file (a card number is said), and for sound again; null: the system did. */
  | Fact<
      "RecordingPaused" | "RecordingResumed",
      { callId: CallId; recordingId: RecordingId; agentId: AgentId | null }
    >
  /** The media process died and the next one goes on with the file; what was said between is lost. */
  | Fact<"RecordingContinued", { callId: CallId; recordingId: RecordingId; fromMs: number; untilMs: number }>
  /** The call goes on, the file does not: what was said from `fromMs` of the recording on is lost. */
  | Fact<"RecordingIncomplete", { callId: CallId; recordingId: RecordingId; fromMs: number; reason: string }>
  /** Its keys are gone, and its file is or will be. `by` null: for its age. */
  | Fact<"RecordingDeleted", { callId: CallId; recordingId: RecordingId; by: UserId | null }>
  /** From here on nobody may delete it; or again somebody may. */
  | Fact<"RecordingHeld" | "RecordingReleased", { callId: CallId; recordingId: RecordingId; by: UserId }>
  | Fact<"RecordingFailed", { callId: CallId; recordingId: RecordingId; path: string; reason: string }>;

export const keptRecordingFacts: readonly RecordingFact["type"][] = [
  "RecordingStarted",
  "RecordingPaused",
  "RecordingResumed",
  "RecordingContinued",
  "RecordingIncomplete",
  "RecordingStored",
  "RecordingDeleted",
  "RecordingHeld",
  "RecordingReleased",
  "RecordingFailed",
];
