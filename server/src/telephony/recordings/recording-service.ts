// One stereo recording a call, from the first time caller and agent hear each other until the call
// ends: caller left, whichever agent is on the line right.
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFact, newId } from "@tandem/kernel";
import type {
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  RecordingId,
  TenantId,
} from "@tandem/kernel";
import { repairWav } from "@tandem/media";
import type { MediaEvent } from "@tandem/media";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact, MediaPort } from "#telephony/calls";
import type { RecordingFact } from "./recording-facts.ts";

type Recording = {
  readonly id: RecordingId;
  readonly tenantId: TenantId;
  readonly callId: CallId;
  /** Relative to the data directory, so that the directory can move. */
  readonly path: string;
  readonly startedAt: number;
  leftLegId: LegId | null;
  /** Whoever is on the right now; null while nobody is. */
  rightLegId: LegId | null;
};

export type RecordingsOptions = {
  readonly media: MediaPort;
  readonly dataDirectory: string;
  readonly clock: Clock;
  readonly facts: FactPublisher<RecordingFact>;
  readonly below: FactSource<BridgeFact | CallFact>;
};

export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #byCall = new Map<CallId, Recording>();
  /** Also those whose call ended and whose file is being finished. */
  readonly #byId = new Map<RecordingId, Recording>();
  /** The folder that was made last. */
  #folder: string | undefined;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    options.below.on("LegsBridged", (fact) => this.#bridged(fact));
    // Who is on the other line meanwhile is no part of this call.
    options.below.on("BridgeParked", (fact) => this.#setRight(fact.callId, null));
    options.below.on("BridgeEnded", (fact) => this.#setRight(fact.callId, null));
    options.below.on("CallEnded", (fact) => this.#callEnded(fact.callId));
  }

  /** Recordings that run or are being finished. */
  get unfinished(): number {
    return this.#byId.size;
  }

  /** Where a recording's file is on this node. */
  fileOf(path: string): string {
    return join(this.#options.dataDirectory, path);
  }

  onMediaEvent(event: MediaEvent): void {
    if (event.kind !== "recording-finished") return;
    const recording = this.#byId.get(event.recordingId as RecordingId);
    if (recording) this.#stored(recording, event.durationMs, event.bytes);
  }

  /** The media process died: what it wrote until then is made whole and kept. */
  onMediaLost(): void {
    for (const recording of this.#byId.values()) void this.#rescue(recording);
  }

  /** Keeps a recording that a stopped process left behind; `startedAt` from its RecordingStarted fact. */
  async recover(left: {
    tenantId: TenantId;
    callId: CallId;
    recordingId: RecordingId;
    path: string;
    startedAt: number;
  }) {
    await this.#rescue({ ...left, id: left.recordingId, leftLegId: null, rightLegId: null });
  }

  #bridged(fact: { tenantId: TenantId; callId: CallId; callerLegId: LegId; agentLegId: LegId }): void {
    if (this.#byCall.has(fact.callId)) {
      this.#setLeft(fact.callId, fact.callerLegId);
      return this.#setRight(fact.callId, fact.agentLegId);
    }
    const startedAt = this.#options.clock.now();
    const id = newId<RecordingId>(startedAt);
    const day = new Date(startedAt).toISOString().slice(0, 10);
    const path = join("recordings", fact.tenantId, day, `${fact.callId}-${id.slice(-12)}.wav`);
    const { tenantId, callId, callerLegId: leftLegId, agentLegId: rightLegId } = fact;
    const recording: Recording = { id, tenantId, callId, path, startedAt, leftLegId, rightLegId };
    this.#byCall.set(callId, recording);
    this.#byId.set(id, recording);
    void this.#start(recording, fact.callerLegId);
  }

  async #start(recording: Recording, leftLegId: LegId): Promise<void> {
    const { id, tenantId, callId, path } = recording;
    const file = this.fileOf(path);
    const problem = await this.#makeFolder(dirname(file));
    if (problem) return this.#failed(recording, problem);
    const started = await this.#options.media.send({
      kind: "start-recording",
      recordingId: id,
      path: file,
      leftLegId,
      // The agent may have left while the folder was being made: a leg that is gone cannot be recorded.
      rightLegId: recording.rightLegId,
    });
    if (!started.ok) {
      // Somebody may have removed the folder.
      this.#folder = undefined;
      return this.#failed(recording, started.error.message);
    }
    this.#publish({ type: "RecordingStarted", tenantId, callId, recordingId: id, path });
    // The call may have ended while the file was being opened.
    if (this.#byCall.get(callId) !== recording) this.#stop(recording);
  }

  /** Makes a day's folder once; answers why it cannot be made. */
  async #makeFolder(folder: string): Promise<string | undefined> {
    if (folder === this.#folder) return undefined;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      return (error as Error).message;
    }
    this.#folder = folder;
    return undefined;
  }

  /** Only when the caller's side was handed to somebody else. */
  #setLeft(callId: CallId, leftLegId: LegId): void {
    const recording = this.#byCall.get(callId);
    if (!recording || recording.leftLegId === leftLegId) return;
    recording.leftLegId = leftLegId;
    void this.#options.media.send({ kind: "set-recording-left", recordingId: recording.id, leftLegId });
  }

  #setRight(callId: CallId, rightLegId: LegId | null): void {
    const recording = this.#byCall.get(callId);
    if (!recording) return;
    recording.rightLegId = rightLegId;
    void this.#options.media.send({ kind: "set-recording-right", recordingId: recording.id, rightLegId });
  }

  #callEnded(callId: CallId): void {
    const recording = this.#byCall.get(callId);
    if (!recording) return;
    this.#byCall.delete(callId);
    this.#stop(recording);
  }

  #stop(recording: Recording): void {
    const stopping = this.#options.media.send({ kind: "stop-recording", recordingId: recording.id });
    void stopping.then((stopped) => {
      // The worker that wrote it is gone: what it wrote until then is made whole and kept.
      if (!stopped.ok && this.#byId.has(recording.id)) void this.#rescue(recording);
    });
  }

  async #rescue(recording: Recording): Promise<void> {
    const repaired = await repairWav(this.fileOf(recording.path));
    if (!repaired.ok) return this.#failed(recording, repaired.error.message);
    this.#stored(recording, repaired.value.durationMs, repaired.value.bytes);
  }

  #stored(recording: Recording, durationMs: number, bytes: number): void {
    const { id, tenantId, callId, path, startedAt } = recording;
    this.#forget(recording);
    this.#publish({
      type: "RecordingStored",
      tenantId,
      callId,
      recordingId: id,
      path,
      startedAt,
      durationMs,
      bytes,
    });
  }

  #failed(recording: Recording, reason: string): void {
    const { id, tenantId, callId, path } = recording;
    this.#forget(recording);
    this.#publish({ type: "RecordingFailed", tenantId, callId, recordingId: id, path, reason });
  }

  #forget(recording: Recording): void {
    this.#byId.delete(recording.id);
    if (this.#byCall.get(recording.callId) === recording) this.#byCall.delete(recording.callId);
  }

  #publish(content: FactContent<RecordingFact>): void {
    this.#options.facts.publish(makeFact<RecordingFact>(this.#options.clock, content));
  }
}
