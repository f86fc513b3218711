// Moves recordings from this node's disk into the store: what waits is in the database, so that nothing is forgotten,
// and goes from the disk when the store has been seen to have it.
import type { Clock, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { listDueUploads, markUploaded, markUploadFailed, waitingUploads } from "./recording-place-store.ts";
import type { DueUpload } from "./recording-place-store.ts";
import type { RecordingPlaces } from "./recording-places.ts";

export type UploadsOptions = {
  readonly database: Database;
  readonly places: RecordingPlaces;
  readonly tenantIds: () => readonly TenantId[];
  readonly clock: Clock;
  readonly log: Logger;
  /** From 0 to 1. */
  readonly random: () => number;
  /** After every pass. */
  readonly onStatus: (status: UploadStatus) => void;
};

export type UploadStatus = {
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly oldest: Date | null;
  /** Since the start. */
  readonly failures: number;
  /** Why the store does not take what waits now; `refused`: it will not before somebody looks. */
  readonly trouble: { readonly kind: "away" | "refused"; readonly message: string } | undefined;
};

const batchSize = 16;
/** Uploads at once: a store answers slowly and takes much. */
const atOnce = 4;
const beforeAll = "00000000-0000-0000-0000-000000000000";
/** What came in meanwhile is found even when nobody said so. */
const passEveryMs = 60_000;
/** A burst of calls that end together is one pass. */
const gatherMs = 1000;
const firstRetryMs = 5000;
const longestRetryMs = 30 * 60_000;

export class RecordingUploads {
  readonly #options: UploadsOptions;
  #status: UploadStatus = { waiting: 0, waitingBytes: 0, oldest: null, failures: 0, trouble: undefined };
  #failedPasses = 0;
  #running: Promise<void> | undefined;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  get status(): UploadStatus {
    return this.#status;
  }

  start(): void {
    if (this.#options.places.hasStore) this.#runAfter(0);
  }

  /** A recording was stored. While the store is away its next try is awaited. */
  noticeStored(): void {
    if (this.#options.places.hasStore && this.#failedPasses === 0) this.#runAfter(gatherMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#running;
  }

  /** One pass over all tenants; for tests, which do not wait. */
  async pass(): Promise<void> {
    const { tenantIds, onStatus } = this.#options;
    let trouble: UploadStatus["trouble"];
    for (const tenantId of tenantIds()) {
      trouble = await this.#uploadOf(tenantId);
      if (trouble !== undefined || this.#closed) break;
    }
    this.#failedPasses = trouble === undefined ? 0 : this.#failedPasses + 1;
    this.#status = { ...(await this.#countAll()), failures: this.#status.failures, trouble };
    onStatus(this.#status);
  }

  #runAfter(delayMs: number): void {
    this.#cancel();
    if (this.#closed) return;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      // Two passes would send the same file.
      this.#running ??= this.#run().finally(() => (this.#running = undefined));
    });
  }

  async #run(): Promise<void> {
    try {
      await this.pass();
    } catch (error) {
      // The database is away, and with it the list.
      this.#options.log.warn({ err: error }, "recordings are not moved to their store now");
      this.#failedPasses++;
    }
    this.#runAfter(this.#failedPasses === 0 ? passEveryMs : this.#retryMs(this.#failedPasses));
  }

  /** All that is due; stops at the first sign that the store takes nothing. */
  async #uploadOf(tenantId: TenantId): Promise<UploadStatus["trouble"]> {
    const { database, clock } = this.#options;
    for (let after = beforeAll; ;) {
      const now = new Date(clock.now());
      const due = await listDueUploads(tenantId, { now, after, limit: batchSize }, database);
      const last = due.at(-1);
      if (last === undefined) return undefined;
      after = last.id;
      for (let at = 0; at < due.length; at += atOnce) {
        const results = await Promise.all(
          due.slice(at, at + atOnce).map((upload) => this.#upload(tenantId, upload)),
        );
        const trouble = results.find((result) => result !== undefined);
        if (trouble !== undefined || this.#closed) return trouble;
      }
    }
  }

  /** Undefined when it is done, or failed by itself alone. */
  async #upload(tenantId: TenantId, upload: DueUpload): Promise<UploadStatus["trouble"]> {
    const { database, places, clock, log } = this.#options;
    const { id, path, attempts } = upload;
    const copied = await places.copyToStore(tenantId, path);
    if (copied.ok) {
      const isStill = await markUploaded(tenantId, id, database);
      if (isStill) await places.removeHere(path);
      // Deleted while it was on its way.
      else await places.remove(tenantId, { path, storedIn: "s3" });
      return undefined;
    }
    const { kind, message } = copied.error;
    // On the disk of another node, which moves it itself.
    if (kind === "not-here") return undefined;
    this.#status = { ...this.#status, failures: this.#status.failures + 1 };
    log.warn(
      { tenantId, recordingId: id, attempts: attempts + 1, reason: message },
      "a recording still waits",
    );
    const next = new Date(clock.now() + this.#retryMs(attempts + 1));
    await markUploadFailed(tenantId, { id, next, message }, database);
    if (kind === "unreachable") return { kind: "away", message };
    return kind === "refused" ? { kind, message } : undefined;
  }

  /** Twice as long each time, and not all at the same moment. */
  #retryMs(failures: number): number {
    const whole = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(20, failures - 1));
    return Math.round(whole * (0.5 + this.#options.random() / 2));
  }

  async #countAll(): Promise<Pick<UploadStatus, "waiting" | "waitingBytes" | "oldest">> {
    const { tenantIds, database } = this.#options;
    const sum = { waiting: 0, waitingBytes: 0, oldest: null as Date | null };
    for (const tenantId of tenantIds()) {
      const { count, bytes, oldest } = await waitingUploads(tenantId, database);
      sum.waiting += count;
      sum.waitingBytes += bytes;
      if (oldest !== null && (sum.oldest === null || oldest < sum.oldest)) sum.oldest = oldest;
    }
    return sum;
  }
}
