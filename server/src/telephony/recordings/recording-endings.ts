// What becomes of a recording's file when nobody writes to it any more: it is made whole where need be, and told.
import type { CallId, FactContent } from "@tandem/kernel";
import { repairRecording, repairWav } from "@tandem/media/control";
import type { RecordingFinished } from "@tandem/media";
import type { TenantKeys } from "#platform/tenant-keys";
import type { LiveRecordings } from "./live-recordings.ts";
import type { RecordingFact } from "./recording-facts.ts";
import type { Recording } from "./recording.ts";

export type RecordingEndingsPorts = {
  readonly live: LiveRecordings;
  readonly keys: Pick<TenantKeys, "unwrap">;
  /** Where a recording's file is on this node. */
  readonly fileOf: (path: string) => string;
  readonly publish: (content: FactContent<RecordingFact>) => void;
};

/** What is known of a file that nobody writes to any more. */
type StoredFile = {
  readonly durationMs: number;
  readonly bytes: number;
  readonly sha256?: string | null;
};

export class RecordingEndings {
  readonly #ports: RecordingEndingsPorts;

  constructor(ports: RecordingEndingsPorts) {
    this.#ports = ports;
  }

  /** Media has finished the file, as well as it could. */
  finished(recording: Recording, event: RecordingFinished): void {
    if (event.failure !== undefined) void this.#keepIncomplete(recording, event, event.failure);
    // Media went on with what another process had begun: only a repair knows it from its beginning.
    else if (event.sha256 === null) void this.rescue(recording);
    else this.#stored(recording, event);
  }

  /** Whoever wrote it is gone: what there is is made whole and kept. */
  async rescue(recording: Recording): Promise<void> {
    // Told twice, by media and by its refusal to stop what it does not write.
    if (recording.isRescued) return;
    recording.isRescued = true;
    const repaired = await this.#repair(recording);
    if (!repaired.ok) return this.failed(recording, repaired.error.message);
    this.#stored(recording, repaired.value);
  }

  incomplete(recording: Recording, fromMs: number, reason: string): void {
    if (recording.incompleteFromMs !== undefined) return;
    recording.incompleteFromMs = fromMs;
    this.#ports.live.end(recording);
    this.#ports.publish({ type: "RecordingIncomplete", ...idsOf(recording), fromMs, reason });
  }

  failed(recording: Recording, reason: string): void {
    const { path } = recording;
    this.#ports.live.forget(recording);
    this.#ports.publish({ type: "RecordingFailed", ...idsOf(recording), path, reason });
  }

  /** The disk took no more: what it took is kept, and everybody is told from where on there is nothing. */
  async #keepIncomplete(
    recording: Recording,
    { durationMs, bytes, sha256 }: RecordingFinished,
    reason: string,
  ): Promise<void> {
    const repaired = sha256 === null ? await this.#repair(recording) : undefined;
    if (repaired?.ok === false && bytes === 0) return this.failed(recording, reason);
    const file = repaired?.ok ? repaired.value : { durationMs, bytes, sha256 };
    this.incomplete(recording, file.durationMs, reason);
    this.#stored(recording, file);
  }

  #repair(recording: Recording) {
    const file = this.#ports.fileOf(recording.path);
    // Of an earlier version, which wrote plain sound.
    if (file.endsWith(".wav")) return repairWav(file);
    return repairRecording(file, ({ keyId, wrappedKey }) => {
      recording.key = { keyId, wrappedKey };
      return this.#ports.keys.unwrap(recording.tenantId, recording.key);
    });
  }

  #stored(recording: Recording, { durationMs, bytes, sha256 = null }: StoredFile): void {
    const { path, startedAt, key, incompleteFromMs } = recording;
    this.#ports.live.forget(recording);
    this.#ports.publish({
      type: "RecordingStored",
      ...idsOf(recording),
      path,
      startedAt,
      durationMs,
      bytes,
      ...(key && { keyId: key.keyId, wrappedKey: key.wrappedKey.toString("base64"), sha256 }),
      ...(incompleteFromMs === undefined ? {} : { incompleteFromMs }),
    });
  }
}

/** How facts name a recording. */
export function idsOf({ tenantId, callId, id: recordingId }: Recording): {
  tenantId: Recording["tenantId"];
  callId: CallId;
  recordingId: Recording["id"];
} {
  return { tenantId, callId, recordingId };
}
