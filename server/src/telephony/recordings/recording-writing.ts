// Has media write recordings: begins them, goes on with them in the next media process, says who is in them, stops them.
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock, FactContent, LegId } from "@tandem/kernel";
import type { TenantKeys } from "#platform/tenant-keys";
import type { MediaPort } from "#telephony/calls";
import type { LiveRecordings } from "./live-recordings.ts";
import { idsOf } from "./recording-endings.ts";
import type { RecordingEndings } from "./recording-endings.ts";
import type { RecordingFact } from "./recording-facts.ts";
import type { Recording } from "./recording.ts";
import { unfinishedLengthMs } from "./unfinished-recording.ts";

export type RecordingWritingPorts = {
  readonly live: LiveRecordings;
  readonly endings: RecordingEndings;
  readonly media: MediaPort;
  readonly keys: Pick<TenantKeys, "newDataKey" | "unwrap">;
  readonly clock: Clock;
  /** Where a recording's file is on this node. */
  readonly fileOf: (path: string) => string;
  readonly publish: (content: FactContent<RecordingFact>) => void;
};

export class RecordingWriting {
  readonly #ports: RecordingWritingPorts;
  /** The folder that was made last. */
  #folder: string | undefined;

  constructor(ports: RecordingWritingPorts) {
    this.#ports = ports;
  }

  async start(recording: Recording, leftLegId: LegId): Promise<void> {
    const { live, endings, keys, fileOf, publish } = this.#ports;
    const { path } = recording;
    const problem = await this.#makeFolder(dirname(fileOf(path)));
    if (problem) return endings.failed(recording, problem);
    const made = keys.newDataKey(recording.tenantId);
    if (!made.ok) return endings.failed(recording, made.error.message);
    const { dataKey, ...key } = made.value;
    const { mixedLegIds } = recording;
    recording.key = key;
    const started = await this.#write(recording, dataKey, leftLegId, false);
    recording.isStarting = false;
    const isMediaLost = !started.ok && isLoss(started.error);
    recording.isWaiting = isMediaLost ? true : undefined;
    // The media process or its worker died: the next one is asked.
    if (isMediaLost && live.isWanted(recording)) return;
    if (!started.ok) {
      // The call was over before there was anything to record.
      if (!live.isWanted(recording) && !isMediaLost) return live.forget(recording);
      // Somebody may have removed the folder.
      this.#folder = undefined;
      return endings.failed(recording, started.error.message);
    }
    publish({ type: "RecordingStarted", ...idsOf(recording), path });
    // They came together while the file was being opened.
    if (mixedLegIds && mixedLegIds === recording.mixedLegIds) this.sendMix(recording, mixedLegIds);
    // The call may have ended while the file was being opened.
    if (!live.isWanted(recording)) this.stop(recording);
  }

  /** A fresh media process or worker has the call's legs: the same recording goes on, behind what was lost meanwhile. */
  async goOn(recording: Recording): Promise<void> {
    const { live, endings, keys, fileOf } = this.#ports;
    const { tenantId, key, leftLegId } = recording;
    // What is being opened is opened for the legs that are there now.
    if (!leftLegId || !recording.isWaiting || recording.isStarting) return;
    recording.isStarting = true;
    const opened = key && keys.unwrap(tenantId, key);
    const fromMs = opened?.ok ? await unfinishedLengthMs(fileOf(recording.path), opened.value) : undefined;
    // It had not begun yet.
    if (live.isWanted(recording) && (!opened?.ok || fromMs === undefined))
      return this.start(recording, leftLegId);
    const isLost = !opened?.ok || !(await this.#append(recording, opened.value, leftLegId, fromMs ?? 0));
    recording.isStarting = false;
    // Nobody will go on with what the call has ended without.
    if (isLost && !live.isWanted(recording)) await endings.rescue(recording);
  }

  /** False while there is nobody to write. */
  async #append(recording: Recording, dataKey: Buffer, leftLegId: LegId, fromMs: number): Promise<boolean> {
    const { live, endings, clock, publish } = this.#ports;
    if (!live.isWanted(recording)) return false;
    // From here on sound may be in the file, whenever the answer comes.
    const untilMs = clock.now() - recording.startedAt;
    const started = await this.#write(recording, dataKey, leftLegId, true);
    recording.isStarting = false;
    if (!started.ok && isLoss(started.error)) return false;
    recording.isWaiting = undefined;
    if (started.ok) {
      publish({ type: "RecordingContinued", ...idsOf(recording), fromMs, untilMs });
      if (recording.mixedLegIds) this.sendMix(recording, recording.mixedLegIds);
      if (!live.isWanted(recording)) this.stop(recording);
      return true;
    }
    endings.incomplete(recording, fromMs, started.error.message);
    await endings.rescue(recording);
    return true;
  }

  stop(recording: Recording): void {
    const { live, endings } = this.#ports;
    const stopping = this.#send("stop-recording", recording);
    void stopping.then((stopped) => {
      // The worker that wrote it is gone: what it wrote until then is made whole and kept.
      if (!stopped.ok && live.byId.has(recording.id)) void endings.rescue(recording);
    });
  }

  /** From now on silence is written, or sound again, as the recording says. */
  sendPause(recording: Recording): void {
    if (!recording.key) return;
    void this.#send(recording.pausedFor === undefined ? "resume-recording" : "pause-recording", recording);
  }

  sendLeft({ id: recordingId, leftLegId }: Recording): void {
    const party = partyOf(leftLegId);
    void this.#ports.media.send({ kind: "set-recording-left", recordingId, leftLegId, party });
  }

  sendRight({ id: recordingId, rightLegId }: Recording): void {
    const party = partyOf(rightLegId);
    void this.#ports.media.send({ kind: "set-recording-right", recordingId, rightLegId, party });
  }

  /** All that the caller hears in the conference of the call, once there is something to write to. */
  sendMix({ id: recordingId, callId, key }: Recording, heardLegIds: readonly LegId[]): void {
    if (!key) return;
    const party = heardLegIds.map((legId) => partyOf(legId)).join("+") || null;
    const mix = { rightLegId: null, conferenceId: callId, party };
    void this.#ports.media.send({ kind: "set-recording-right", recordingId, ...mix });
  }

  /** Has media write the file; forgets the data key, which it alone has from here on. */
  async #write(recording: Recording, dataKey: Buffer, leftLegId: LegId, continues: boolean) {
    const { id, path, startedAt, key } = recording;
    // The agent may have left while the folder was being made: a leg that is gone cannot be recorded.
    const { rightLegId } = recording;
    const starting = this.#ports.media.send({
      kind: "start-recording",
      recordingId: id,
      path: this.#ports.fileOf(path),
      ...(continues && { continues }),
      startedAt,
      leftLegId,
      leftParty: partyOf(leftLegId),
      rightLegId,
      rightParty: partyOf(rightLegId),
      seal: {
        dataKey: dataKey.toString("base64"),
        wrappedKey: key?.wrappedKey.toString("base64") ?? "",
        keyId: key?.keyId ?? "",
      },
    });
    dataKey.fill(0);
    // Asked for before there was anything to pause.
    if (recording.pausedFor !== undefined) this.sendPause(recording);
    return starting;
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

  #send(kind: "stop-recording" | "pause-recording" | "resume-recording", { id }: Recording) {
    return this.#ports.media.send({ kind, recordingId: id });
  }
}

/** The legs have no port now, and will have one. */
function isLoss({ kind }: { readonly kind: string }): boolean {
  return kind === "media-lost" || kind === "worker-lost";
}

/** Who is in a channel, as the file's markers say it. */
function partyOf(legId: LegId | null): string | null {
  return legId === null ? null : `leg:${legId}`;
}
