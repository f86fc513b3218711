// Puts appended facts into their segments' files: at once, and onto the disk itself in groups.
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock, Fact } from "@tandem/kernel";
import type { Logger } from "#platform/logging";
import type { Segment } from "./segment.ts";
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

type Line<F extends Fact> = { readonly segment: Segment<F>; readonly text: string };

/**
 * Writes lines every 10 ms (they then survive the end of this process) and syncs at most every 50 ms (they then
 * survive the machine's). Keeps what cannot be written and tries again.
 */
export class SegmentWriter<F extends Fact> {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #onFiled: () => void;
  readonly #sleeper: Sleeper;
  readonly #flushWaiters: { upTo: number; resolve: () => void }[] = [];
  #waiting: Line<F>[] = [];
  #file: { segment: Segment<F>; handle: FileHandle } | undefined;
  #working: Promise<void> | undefined;
  #closing = false;
  #failed = false;
  #added = 0;
  #filed = 0;
  #synced = 0;
  #syncedAt = Number.NEGATIVE_INFINITY;

  constructor(options: { clock: Clock; log: Logger; onFiled: () => void }) {
    this.#clock = options.clock;
    this.#log = options.log;
    this.#onFiled = options.onFiled;
    this.#sleeper = new Sleeper(options.clock);
  }

  add(segment: Segment<F>, fact: F): void {
    this.#waiting.push({ segment, text: `${JSON.stringify(fact)}\n` });
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

  /** Writes the lines that wait for one segment. */
  async #write(): Promise<void> {
    const segment = this.#waiting[0]?.segment;
    if (segment === undefined) return;
    const handle = await this.#open(segment);
    const others = this.#waiting.findIndex((line) => line.segment !== segment);
    const lines = others === -1 ? this.#waiting : this.#waiting.slice(0, others);
    const count = lines.length;
    // A write that failed may have left a part of a line: what comes again starts on a line of its own.
    const text = lines.map((line) => line.text).join("");
    await handle.appendFile(this.#failed ? `\n${text}` : text);
    this.#waiting = this.#waiting.slice(count);
    segment.filed += count;
    this.#filed += count;
    this.#onFiled();
  }

  /** Syncs when that is due, else waits until it is, or until there may be more to write. */
  async #sync(): Promise<void> {
    const waitMs = this.#syncedAt + syncEveryMs - this.#clock.now();
    if (waitMs > 0 && !this.#closing) return this.#sleeper.sleep(Math.min(waitMs, writeEveryMs));
    const upTo = this.#filed;
    await this.#file?.handle.datasync();
    this.#syncedAt = this.#clock.now();
    this.#synced = upTo;
    while ((this.#flushWaiters[0]?.upTo ?? Number.POSITIVE_INFINITY) <= upTo) {
      this.#flushWaiters.shift()?.resolve();
    }
  }

  async #open(segment: Segment<F>): Promise<FileHandle> {
    if (this.#file?.segment === segment) return this.#file.handle;
    await this.#file?.handle.datasync();
    await this.#file?.handle.close();
    this.#file = undefined;
    const handle = await open(segment.path, "a", 0o600);
    this.#file = { segment, handle };
    // The file's name is on the disk once its directory is (fsync(2)).
    const directory = await open(dirname(segment.path));
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    return handle;
  }
}
