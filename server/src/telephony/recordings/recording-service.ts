// One stereo recording a call, from the first time caller and agent hear each other until the call
// ends: caller left, whichever agent is on the line right. Each is sealed with a key of its own.
import { join } from "node:path";
import { err, makeFact, newId, ok } from "@tandem/kernel";
import type {
  AgentId,
  CallId,
  Clock,
  FactContent,
  FactPublisher,
  FactSource,
  LegId,
  RecordingId,
  Result,
  TenantId,
} from "@tandem/kernel";
import type { MediaEvent } from "@tandem/media";
import type { TenantKeys } from "#platform/tenant-keys";
import type { BridgeFact } from "#telephony/bridges";
import type { CallFact, MediaPort } from "#telephony/calls";
import { LiveRecordings } from "./live-recordings.ts";
import { idsOf, RecordingEndings } from "./recording-endings.ts";
import type { RecordingFact } from "./recording-facts.ts";
import { RecordingWriting } from "./recording-writing.ts";
import { restoreRecording, snapshotRecording } from "./recording.ts";
import type { Recording, RecordingSnapshot } from "./recording.ts";

export type RecordingsOptions = {
  readonly media: MediaPort;
  readonly dataDirectory: string;
  readonly keys: Pick<TenantKeys, "newDataKey" | "unwrap">;
  readonly clock: Clock;
  readonly facts: FactPublisher<RecordingFact>;
  readonly below: FactSource<BridgeFact | CallFact>;
};

export class Recordings {
  readonly #options: RecordingsOptions;
  readonly #live = new LiveRecordings();
  readonly #endings: RecordingEndings;
  readonly #writing: RecordingWriting;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    const { keys, media, clock } = options;
    const fileOf = (path: string) => this.fileOf(path);
    const publish = (content: FactContent<RecordingFact>) => this.#publish(content);
    const ports = { live: this.#live, keys, fileOf, publish };
    this.#endings = new RecordingEndings(ports);
    this.#writing = new RecordingWriting({ ...ports, endings: this.#endings, media, clock });
    options.below.on("LegsBridged", (fact) => this.#bridged(fact));
    // Who is on the other line meanwhile is no part of this call.
    options.below.on("BridgeParked", (fact) => this.#setRight(fact.callId, null));
    options.below.on("BridgeEnded", (fact) => this.#setRight(fact.callId, null));
    options.below.on("BridgePartiesChanged", (fact) => {
      if (fact.guests.length === 0) this.#setRight(fact.callId, fact.agentLegId);
      else this.#setMix(fact.callId, fact.heardLegIds);
    });
    options.below.on("CallEnded", (fact) => this.#end(fact.callId));
    options.below.on("MediaRestarted", ({ callId }) => {
      const recording = this.#live.byCall.get(callId);
      if (recording) void this.#writing.goOn(recording);
    });
  }

  /** Recordings that run or are being finished. */
  get unfinished(): number {
    return this.#live.byId.size;
  }

  /** How the recording of a call is; undefined while there is none. */
  stateOf(callId: CallId): "running" | "paused" | undefined {
    const recording = this.#live.byCall.get(callId);
    if (recording === undefined) return undefined;
    return recording.pausedFor === undefined ? "running" : "paused";
  }

  snapshot(callId: CallId): RecordingSnapshot | undefined {
    const recording = this.#live.byCall.get(callId);
    return recording && snapshotRecording(recording);
  }

  /**
   * Goes on with a recording that media has written all the while ("running"), or that waits for its legs to have ports
   * again; one that is over is made whole and kept.
   */
  restore(snapshot: RecordingSnapshot, now: "running" | "waiting" | "over"): void {
    const recording = restoreRecording(snapshot);
    recording.isWaiting = now === "waiting" ? true : undefined;
    this.#live.add(recording);
    if (now !== "over") return;
    this.#live.end(recording);
    void this.#endings.rescue(recording);
  }

  /** Where a recording's file is on this node. */
  fileOf(path: string): string {
    return join(this.#options.dataDirectory, path);
  }

  onMediaEvent(event: MediaEvent): void {
    if (!("recordingId" in event)) return;
    const recording = this.#live.byId.get(event.recordingId as RecordingId);
    if (recording === undefined) return;
    if (event.kind === "recording-finished") this.#endings.finished(recording, event);
    else if (event.kind === "recording-incomplete")
      this.#endings.incomplete(recording, event.fromMs, event.reason);
    else this.#interrupted(recording);
  }

  /** From now on silence is recorded, so that a card number is in no file. */
  pause(callId: CallId, agentId: AgentId | null): Result<undefined, { kind: "not-recorded" }> {
    return this.#setPaused(callId, agentId, true);
  }

  resume(callId: CallId, agentId: AgentId | null): Result<undefined, { kind: "not-recorded" }> {
    return this.#setPaused(callId, agentId, false);
  }

  /** The media process died: what it wrote of calls that are over is made whole; those of others wait for the next. */
  onMediaLost(): void {
    for (const recording of this.#live.byId.values()) this.#interrupted(recording);
  }

  /** Keeps a recording that a stopped process left behind; `startedAt` from its RecordingStarted fact. */
  async recover(left: {
    tenantId: TenantId;
    callId: CallId;
    recordingId: RecordingId;
    path: string;
    startedAt: number;
  }) {
    const nobody = { leftLegId: null, rightLegId: null, key: undefined, pausedFor: undefined };
    await this.#endings.rescue({ ...left, id: left.recordingId, ...nobody });
  }

  #bridged(fact: { tenantId: TenantId; callId: CallId; callerLegId: LegId; agentLegId: LegId }): void {
    const { tenantId, callId, callerLegId: leftLegId, agentLegId: rightLegId } = fact;
    const known = this.#live.byCall.get(callId);
    if (known) {
      this.#setLeft(known, leftLegId);
      this.#setRight(callId, rightLegId);
      // Whoever takes over did not ask for silence, and would not know of it.
      const isAnother = known.pausedFor !== undefined && known.pausedFor !== rightLegId;
      if (isAnother) this.resume(callId, null);
      return;
    }
    this.#begin({ tenantId, callId, leftLegId, rightLegId });
  }

  /**
   * Records a caller alone, as a message of its own: a recording that the call has ends before. `RecordingStored`
   * follows `endMessage`, or the end of the call.
   */
  recordMessage({
    tenantId,
    callId,
    legId,
  }: {
    tenantId: TenantId;
    callId: CallId;
    legId: LegId;
  }): RecordingId {
    this.#end(callId);
    return this.#begin({ tenantId, callId, leftLegId: legId, rightLegId: null, isMessage: true });
  }

  endMessage(callId: CallId): void {
    if (this.isMessage(callId)) this.#end(callId);
  }

  /** Whether what is recorded of a call now is a message. */
  isMessage(callId: CallId): boolean {
    return this.#live.byCall.get(callId)?.isMessage === true;
  }

  #begin(
    of: Pick<Recording, "tenantId" | "callId" | "rightLegId" | "isMessage"> & { leftLegId: LegId },
  ): RecordingId {
    const { tenantId, callId } = of;
    const startedAt = this.#options.clock.now();
    const id = newId<RecordingId>(startedAt);
    const day = new Date(startedAt).toISOString().slice(0, 10);
    const path = join("recordings", tenantId, day, `${callId}-${id.slice(-12)}.trec`);
    const ids = { ...of, id, path, startedAt };
    const recording: Recording = { ...ids, key: undefined, pausedFor: undefined, isStarting: true };
    this.#live.add(recording);
    void this.#writing.start(recording, of.leftLegId);
    return id;
  }

  /** That of a call that stands is gone on with once its legs have ports again. */
  #interrupted(recording: Recording): void {
    recording.isWaiting = true;
    if (!this.#live.isWanted(recording)) void this.#endings.rescue(recording);
  }

  /** Only when the caller's side was handed to somebody else. */
  #setLeft(recording: Recording, leftLegId: LegId): void {
    if (recording.leftLegId === leftLegId) return;
    recording.leftLegId = leftLegId;
    this.#writing.sendLeft(recording);
  }

  #setRight(callId: CallId, rightLegId: LegId | null): void {
    const recording = this.#live.byCall.get(callId);
    if (!recording) return;
    recording.rightLegId = rightLegId;
    recording.mixedLegIds = undefined;
    this.#writing.sendRight(recording);
  }

  /** Everybody whom the caller hears, in the conference of the call. */
  #setMix(callId: CallId, heardLegIds: readonly LegId[]): void {
    const recording = this.#live.byCall.get(callId);
    if (!recording) return;
    recording.mixedLegIds = heardLegIds;
    this.#writing.sendMix(recording, heardLegIds);
  }

  #setPaused(
    callId: CallId,
    agentId: AgentId | null,
    isPaused: boolean,
  ): Result<undefined, { kind: "not-recorded" }> {
    const recording = this.#live.byCall.get(callId);
    if (recording === undefined) return err({ kind: "not-recorded" });
    if ((recording.pausedFor !== undefined) === isPaused) return ok();
    recording.pausedFor = isPaused ? recording.rightLegId : undefined;
    this.#writing.sendPause(recording);
    const type = isPaused ? "RecordingPaused" : "RecordingResumed";
    this.#publish({ type, ...idsOf(recording), agentId });
    return ok();
  }

  #end(callId: CallId): void {
    const recording = this.#live.byCall.get(callId);
    if (!recording) return;
    this.#live.end(recording);
    if (!recording.isStarting) this.#writing.stop(recording);
  }

  #publish(content: FactContent<RecordingFact>): void {
    this.#options.facts.publish(makeFact<RecordingFact>(this.#options.clock, content));
  }
}
