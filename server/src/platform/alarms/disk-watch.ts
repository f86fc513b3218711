// Looks how much room is left on the disk of the data directory.
import { statfs } from "node:fs/promises";
import type { Clock } from "@tandem/kernel";
import type { Alarms } from "./alarms.ts";

const everyMs = 30_000;
const mebibyte = 1024 * 1024;
/** Of the disk, and at most that much: five percent of a big disk is room for days. */
const nearlyFull = { share: 0.05, bytes: 5 * 1024 * mebibyte };
const full = { share: 0.005, bytes: 256 * mebibyte };
/** An alarm ends when there is so much more room than it began with, so that it does not come and go. */
const cure = 1.2;

export type Room = { readonly freeBytes: number; readonly totalBytes: number };
export type DiskWatchOptions = {
  readonly folder: string;
  readonly alarms: Alarms;
  readonly clock: Clock;
  readonly onRaised: (kind: "disk-nearly-full" | "disk-full", room: Room) => void;
  readonly roomOf?: (folder: string) => Promise<Room>;
};

export class DiskWatch {
  readonly #options: DiskWatchOptions;
  #room: Room = { freeBytes: 0, totalBytes: 0 };
  #cancel: () => void = () => {};
  #closed = false;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  /** As it was seen last. */
  get room(): Room {
    return this.#room;
  }

  /** Looks now, and again and again. */
  async start(): Promise<void> {
    await this.look();
    if (!this.#closed) this.#cancel = this.#options.clock.after(everyMs, () => void this.start());
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  async look(): Promise<void> {
    const { folder, roomOf = askSystem, alarms, onRaised } = this.#options;
    try {
      this.#room = await roomOf(folder);
    } catch {
      // A disk that does not even answer is told by what is written to it.
      return;
    }
    const isFull = this.#isBelow("disk-full", full);
    const isNearlyFull = !isFull && this.#isBelow("disk-nearly-full", nearlyFull);
    for (const [kind, holds] of [
      ["disk-full", isFull],
      ["disk-nearly-full", isNearlyFull],
    ] as const) {
      const detail = `${Math.floor(this.#room.freeBytes / mebibyte)} MiB`;
      if (!holds) alarms.clear(kind);
      else if (alarms.raise(kind, { detail })) onRaised(kind, this.#room);
    }
  }

  #isBelow(kind: "disk-full" | "disk-nearly-full", limit: { share: number; bytes: number }): boolean {
    const { freeBytes, totalBytes } = this.#room;
    const least = Math.min(totalBytes * limit.share, limit.bytes);
    const isRaised = this.#options.alarms.sinceOf(kind) !== undefined;
    return freeBytes < (isRaised ? least * cure : least);
  }
}

/** What a user without special rights may take. */
async function askSystem(folder: string): Promise<Room> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
