// The end of recordings: by age, or because somebody may and wants it. First the keys go, then the file.
import { err, makeFact, ok } from "@tandem/kernel";
import type { Clock, FactPublisher, RecordingId, Result, TenantId, UserId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import type { TenantKeys } from "#platform/tenant-keys";
import type { RecordingFact } from "./recording-facts.ts";
import { retireUnusedKeys } from "./recording-key-rotation.ts";
import {
  listFilesLeft,
  listOlderThan,
  markDeleted,
  markFileGone,
  markHeld,
} from "./recording-place-store.ts";
import type { PlacedRecording } from "./recording-place-store.ts";
import type { RecordingPlaces } from "./recording-places.ts";
import { loadKeepDays } from "./recording-policy-store.ts";

export type RetentionOptions = {
  readonly database: Database;
  readonly places: RecordingPlaces;
  readonly keys: TenantKeys;
  readonly tenantIds: () => readonly TenantId[];
  readonly facts: FactPublisher<RecordingFact>;
  readonly clock: Clock;
  readonly log: Logger;
};

const dayMs = 86_400_000;
const batchSize = 100;
/** The hour of the night, by the node's clock. */
const hourOfNight = 3;
/** A node that was off at night catches up when it has settled. */
const afterStartMs = 60_000;

export class RecordingRetention {
  readonly #options: RetentionOptions;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#runAfter(afterStartMs);
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  /** Deletes one for good. `by` null: its age. */
  async delete(
    tenantId: TenantId,
    id: RecordingId,
    by: UserId | null,
  ): Promise<Result<undefined, { kind: "kept" }>> {
    const { database, facts, clock } = this.#options;
    const deleted = await markDeleted(tenantId, { id, at: new Date(clock.now()) }, database);
    if (deleted === undefined) return err({ kind: "kept" });
    const { callId } = deleted;
    facts.publish(makeFact(clock, { type: "RecordingDeleted", tenantId, callId, recordingId: id, by }));
    await this.#removeFile(tenantId, deleted);
    return ok();
  }

  /** Nobody deletes what is held, age neither. False when nothing changed. */
  async hold(tenantId: TenantId, id: RecordingId, held: boolean, by: UserId): Promise<boolean> {
    const { database, facts, clock } = this.#options;
    const callId = await markHeld(tenantId, { id, held }, database);
    if (callId === undefined) return false;
    const type = held ? "RecordingHeld" : "RecordingReleased";
    facts.publish(makeFact<RecordingFact>(clock, { type, tenantId, callId, recordingId: id, by }));
    return true;
  }

  /**
   * What is too old goes, and the files of what is deleted already, and former keys that nothing uses any more.
   * Answers how many recordings went.
   */
  async catchUp(): Promise<number> {
    let count = 0;
    for (const tenantId of this.#options.tenantIds()) {
      count += await this.#deleteOld(tenantId);
      const left = await listFilesLeft(tenantId, this.#options.database);
      for (const recording of left) await this.#removeFile(tenantId, recording);
      await retireUnusedKeys(tenantId, this.#options);
    }
    return count;
  }

  async #deleteOld(tenantId: TenantId): Promise<number> {
    const { database, clock } = this.#options;
    const keepDays = await loadKeepDays(tenantId, database);
    if (keepDays === null) return 0;
    const before = new Date(clock.now() - keepDays * dayMs);
    let count = 0;
    for (;;) {
      const ids = await listOlderThan(tenantId, { before, limit: batchSize }, database);
      for (const id of ids) if ((await this.delete(tenantId, id, null)).ok) count++;
      if (ids.length < batchSize || this.#closed) return count;
    }
  }

  async #removeFile(tenantId: TenantId, recording: PlacedRecording): Promise<void> {
    const { places, database, log } = this.#options;
    const removed = await places
      .remove(tenantId, recording)
      .catch((error: unknown) => err({ kind: "unreachable" as const, message: String(error) }));
    if (removed.ok) return markFileGone(tenantId, recording.id, database);
    const { message: reason } = removed.error;
    log.warn(
      { tenantId, recordingId: recording.id, reason },
      "the file of a deleted recording is still there",
    );
  }

  #runAfter(delayMs: number): void {
    if (this.#closed) return;
    this.#cancel = this.#options.clock.after(delayMs, () => void this.#run());
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#options;
    try {
      const count = await this.catchUp();
      if (count > 0) log.info({ count }, "recordings were deleted for their age");
    } catch (error) {
      log.warn({ err: error }, "recordings are not deleted now");
    }
    this.#runAfter(untilNight(clock.now()));
  }
}

/** Milliseconds until it is that hour again. */
export function untilNight(now: number): number {
  const night = new Date(now);
  night.setHours(hourOfNight, 0, 0, 0);
  if (night.getTime() <= now) night.setDate(night.getDate() + 1);
  return night.getTime() - now;
}
