// The recordings that run, by call, and also those whose call ended and whose file is being finished, by id.
import type { CallId, RecordingId } from "@tandem/kernel";
import type { Recording } from "./recording.ts";

export class LiveRecordings {
  readonly byCall = new Map<CallId, Recording>();
  readonly byId = new Map<RecordingId, Recording>();

  add(recording: Recording): void {
    this.byCall.set(recording.callId, recording);
    this.byId.set(recording.id, recording);
  }

  /** Whether its call goes on and is still to be recorded by it. */
  isWanted({ callId, id }: Recording): boolean {
    return this.byCall.get(callId)?.id === id;
  }

  /** Nothing of its call is recorded any more; its file may be finished much later. */
  end(recording: Recording): void {
    if (this.isWanted(recording)) this.byCall.delete(recording.callId);
  }

  forget(recording: Recording): void {
    this.byId.delete(recording.id);
    this.end(recording);
  }
}
