// Puts appended lines into their files: at once, and onto the disk itself in groups.
import { appendFileSync } from "node:fs";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "@tandem/kernel";
import type { Logger } from "#platform/logging";
import { Sleeper } from "./sleeper.ts";

/**
 * The end of this process costs at most this much. A write for each fact would cost the processor more than
 * everything else about it: a hand-over to another thread and back.
 */
const writeEveryMs = 10;
/** A power cut costs at most this much; each sync costs the disk some milliseconds. */
const syncEveryMs = 50;
/** A full disk is asked again this often. */
const retryMs = 1_000;

/** A file that lines are appended to, and how many of them it has. */
export type Page = { readonly path: string; filed: number };

/** What a line says is asked when it is written. */
type Line = { readonly page: Page; readonly text: () => string };

export type SegmentWriterOptions = {
  readonly clock: Clock;
  readonly log: Logger;
  readonly onFiled: () => void;
  /** Whether lines are to survive the machine's end as well as this process's; they are when left out. */
  readonly synced?: boolean;
};

/**
 * Writes lines every 10 ms (they then survive the end of this process) and syncs at most every 50 ms (they then
 * survive the machine's). Keeps what cannot be written and tries again.
 */
export class SegmentWriter {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #onFiled: () => void;
  readonly #sleeper: Sleeper;
  readonly #flushWaiters: { upTo: number; resolve: () => void }[] = [];
  readonly #isSynced: boolean;
  #waiting: Line[] = [];
  #file: { page: Page; handle: FileHandle } | undefined;
  #working: Promise<void> | undefined;
  #closing = false;
  #failed = false;
  #added = 0;
  #filed = 0;
  #synced = 0;
  #syncedAt = Number.NEGATIVE_INFINITY;

  constructor(options: SegmentWriterOptions) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#onFiled = options.onFiled;
    this.#isSynced = options.synced !== false;
    this.#sleeper = new Sleeper(options.clock);
  }

  add(page: Page, text: () => string): void {
    this.#waiting.push({ page, text });
    this.#added++;
    this.#working ??= this.#work();
  }

  /** Resolves when everything added so far is on the disk. */
  flushed(): Promise<void> {
    if (this.#synced === this.#added) return Promise.resolve();
    return new Promise((resolve) => void this.#flushWaiters.push({ upTo: this.#added, resolve }));
  }

  /** Writes and syncs what waits, without delay, and closes the file. A disk that fails is tried once more. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#sleeper.wake();
    await this.#working;
    await this.#file?.handle.close();
    this.#file = undefined;
  }

  async #work(): Promise<void> {
    while (this.#synced < this.#added) {
      try {
        await (this.#waiting.length > 0 ? this.#write() : this.#sync());
        this.#failed = false;
      } catch (error) {
        if (!this.#failed) this.#log.error({ err: error }, "the journal cannot be written");
        this.#failed = true;
        if (this.#closing) break;
        await this.#sleeper.sleep(retryMs);
      }
    }
    this.#working = undefined;
  }

  /** Writes the lines that wait for one file. */
  async #write(): Promise<void> {
    const page = this.#waiting[0]?.page;
    if (page === undefined) return;
    const handle = await this.#open(page);
    const others = this.#waiting.findIndex((line) => line.page !== page);
    const lines = others === -1 ? this.#waiting : this.#waiting.slice(0, others);
    const count = lines.length;
    // A write that failed may have left a part of a line: what comes again starts on a line of its own.
    const text = lines.map((line) => `${line.text()}\n`).join("");
    const whole = this.#failed ? `\n${text}` : text;
    if (this.#isSynced) await handle.appendFile(whole);
    // Not held up by a sync of the same file, it is done sooner than handed to another thread (7 µs to 35).
    else appendFileSync(handle.fd, whole);
    this.#waiting = this.#waiting.slice(count);
    page.filed += count;
    this.#filed += count;
    this.#onFiled();
  }

  /** Syncs when that is due, else waits until it is, or until there may be more to write. */
  async #sync(): Promise<void> {
    const everyMs = this.#isSynced ? syncEveryMs : writeEveryMs;
    const waitMs = this.#syncedAt + everyMs - this.#clock.now();
    if (waitMs > 0 && !this.#closing) return this.#sleeper.sleep(Math.min(waitMs, writeEveryMs));
    const upTo = this.#filed;
    if (this.#isSynced) await this.#file?.handle.datasync();
    this.#syncedAt = this.#clock.now();
    this.#synced = upTo;
    while ((this.#flushWaiters[0]?.upTo ?? Number.POSITIVE_INFINITY) <= upTo) {
      this.#flushWaiters.shift()?.resolve();
    }
  }

  async #open(page: Page): Promise<FileHandle> {
    if (this.#file?.page === page) return this.#file.handle;
    if (this.#isSynced) await this.#file?.handle.datasync();
    await this.#file?.handle.close();
    this.#file = undefined;
    const handle = await open(page.path, "a", 0o600);
    this.#file = { page, handle };
    if (!this.#isSynced) return handle;
    // The file's name is on the disk once its directory is (fsync(2)).
    const directory = await open(dirname(page.path));
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    return handle;
  }
}
