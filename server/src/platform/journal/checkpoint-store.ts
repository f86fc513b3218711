// What is going on now, by key, on this node's disk: what a new process goes on with after this one was killed.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "@tandem/kernel";
import type { Logger } from "#platform/logging";
import { SegmentWriter } from "./segment-writer.ts";
import type { Page } from "./segment-writer.ts";

/** A page is rewritten once it has this many lines for each key that lives, and no sooner than the least. */
const linesPerKey = 8;
const leastLines = 2_000;

export type CheckpointStoreOptions = {
  /** Holds `checkpoints-N.jsonl`, readable by this user alone. */
  readonly directory: string;
  /** What is to be kept under a key now, as JSON; undefined when there is nothing any more. */
  readonly read: (key: string) => unknown;
  readonly clock: Clock;
  readonly log: Logger;
};

type NumberedPage = Page & { readonly number: number };

/**
 * Keeps the latest value of each key that was marked, within some 10 ms. Changes of a key that come faster cost one
 * line. Files grow by lines and are rewritten when most of what they hold is old; they survive the end of this
 * process, not that of the machine, which ends calls anyway.
 */
export class CheckpointStore {
  /** The values that the process before left. */
  readonly found: ReadonlyMap<string, unknown>;
  /** When it wrote last, ms since the epoch; undefined when it left nothing. */
  readonly leftAt: number | undefined;
  readonly #options: CheckpointStoreOptions;
  readonly #writer: SegmentWriter;
  /** Keys whose line waits to be written. */
  readonly #waiting = new Set<string>();
  /** Keys that have a value on the disk, or are about to. */
  readonly #live = new Set<string>();
  /** Pages that count no longer once all that lives is in the present one. */
  #old: number[];
  #page: NumberedPage;
  #lines = 0;
  /** When so many lines of the present page are filed, it holds all that lives; undefined: not before `settle`. */
  #wholeAt: number | undefined;

  constructor(options: CheckpointStoreOptions) {
    this.#options = options;
    const { directory, clock, log } = options;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#old = numbersOf(directory);
    this.found = readPages(directory, this.#old);
    const writtenAt = this.#old.map((number) => statSync(pathOf(directory, number)).mtimeMs);
    this.leftAt = writtenAt.length > 0 ? Math.max(...writtenAt) : undefined;
    this.#page = this.#newPage((this.#old.at(-1) ?? 0) + 1);
    this.#writer = new SegmentWriter({ clock, log, onFiled: () => this.#tidy(), synced: false });
  }

  /** How many keys are kept. */
  get size(): number {
    return this.#live.size;
  }

  /** What is kept under this key is another now, or gone. */
  mark(key: string): void {
    if (this.#waiting.has(key)) return;
    this.#add(key);
    if (this.#lines > Math.max(leastLines, this.#live.size * linesPerKey)) this.#rewrite();
  }

  /** What was found is taken over: from here on only what was marked counts. */
  settle(): void {
    this.#wholeAt ??= this.#lines;
    this.#tidy();
  }

  /** Resolves when all that was marked is written. */
  flushed(): Promise<void> {
    return this.#writer.flushed();
  }

  /** Writes what waits; the files stay for the next process when anything lives. */
  async close(): Promise<void> {
    await this.#writer.close();
    if (this.#live.size > 0 || this.#wholeAt === undefined) return;
    for (const number of [...this.#old, this.#page.number]) this.#remove(number);
  }

  #add(key: string): void {
    this.#waiting.add(key);
    this.#live.add(key);
    this.#lines++;
    this.#writer.add(this.#page, () => this.#line(key));
  }

  #line(key: string): string {
    this.#waiting.delete(key);
    const value = this.#read(key);
    if (value === undefined) this.#live.delete(key);
    return JSON.stringify(value === undefined ? { key } : { key, value });
  }

  /** A bug in one call's value must not keep those of the others from being written. */
  #read(key: string): unknown {
    try {
      return this.#options.read(key);
    } catch (error) {
      this.#options.log.error({ err: error, key }, "a checkpoint cannot be taken");
      return undefined;
    }
  }

  #rewrite(): void {
    if (this.#wholeAt === undefined) return;
    this.#old.push(this.#page.number);
    this.#page = this.#newPage(this.#page.number + 1);
    this.#lines = 0;
    for (const key of this.#live) this.#add(key);
    this.#wholeAt = this.#lines;
  }

  #tidy(): void {
    if (this.#wholeAt === undefined || this.#page.filed < this.#wholeAt) return;
    for (const number of this.#old.splice(0)) this.#remove(number);
  }

  #newPage(number: number): NumberedPage {
    return { number, path: pathOf(this.#options.directory, number), filed: 0 };
  }

  #remove(number: number): void {
    rmSync(pathOf(this.#options.directory, number), { force: true });
  }
}

function pathOf(directory: string, number: number): string {
  return join(directory, `checkpoints-${number}.jsonl`);
}

function numbersOf(directory: string): number[] {
  const numbers = readdirSync(directory).flatMap(
    (name) => /^checkpoints-(\d+)\.jsonl$/.exec(name)?.[1] ?? [],
  );
  return numbers.map(Number).toSorted((a, b) => a - b);
}

/** The last line of a key counts. A line that is not whole is what the end of the process left of one. */
function readPages(directory: string, numbers: readonly number[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const number of numbers) {
    for (const line of readFileSync(pathOf(directory, number), "utf8").split("\n")) {
      const read = parseLine(line);
      if (read?.value !== undefined) found.set(read.key, read.value);
      else if (read !== undefined) found.delete(read.key);
    }
  }
  return found;
}

function parseLine(line: string): { key: string; value?: unknown } | undefined {
  try {
    const read = JSON.parse(line) as { key?: unknown; value?: unknown } | null;
    return typeof read?.key === "string" ? { key: read.key, value: read.value } : undefined;
  } catch {
    return undefined;
  }
}
