// The journal of facts: what happened is on this node's disk before anything else, and in the database as
// soon as that takes it.
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { factText } from "@tandem/kernel";
import type { Clock, Fact } from "@tandem/kernel";
import { DatabaseUnavailable } from "#platform/database";
import type { Logger } from "#platform/logging";
import { SegmentWriter } from "./segment-writer.ts";
import { findSegments, newSegment, readSegment } from "./segment.ts";
import type { Segment } from "./segment.ts";
import { Sleeper } from "./sleeper.ts";

/** A kill costs at most one segment's facts being delivered twice. */
const factsPerSegment = 1_000;
/** What is kept in memory while the database is away; older facts than that are read back from disk. */
const segmentsInMemory = 20;
const retryDelaysMs = [100, 250, 500, 1_000, 2_000, 5_000];
/** A full or broken disk is asked again this often. */
const diskRetryMs = 5_000;
/** How often a batch may fail while the database is there, before its facts are tried one by one. */
const maxRefusals = 3;

export type FactJournalOptions<F extends Fact> = {
  /** Holds `facts-N.jsonl`, and `refused.jsonl` for facts that `write` would not take. */
  readonly directory: string;
  /** Stores facts, all or none. Gets a fact again after a crash: it must ignore ids that it knows. */
  readonly write: (facts: F[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly batchSize: number;
  /** How long a fact waits for others to be delivered with: a transaction for each would cost more than all. */
  readonly gatherMs?: number;
};

/**
 * Delivers facts to `write` in the order of `append`, in batches. While the database is away they wait and
 * nothing is lost, through the end of this process as well: the next journal on the directory goes on. A fact
 * that is refused while the database is there is set aside in `refused.jsonl`, so that it holds up no others;
 * that file renamed to `facts-0.jsonl` is delivered at the next start.
 */
export class FactJournal<F extends Fact = Fact> {
  readonly #options: FactJournalOptions<F>;
  readonly #writer: SegmentWriter;
  readonly #sleeper: Sleeper;
  readonly #segments: Segment<F>[];
  #lastNumber: number;
  #emptyWaiters: (() => void)[] = [];
  #delivering: Promise<void> | undefined;
  /** Failed attempts in a row, and those among them that were not for want of a database. */
  #failures = 0;
  #refusals = 0;
  /** How many facts to deliver one by one, after their batch was refused. */
  #single = 0;
  #closing = false;

  constructor(options: FactJournalOptions<F>) {
    this.#options = options;
    this.#sleeper = new Sleeper(options.clock);
    this.#segments = findSegments(options.directory);
    this.#lastNumber = this.#segments.at(-1)?.number ?? 0;
    this.#writer = new SegmentWriter({
      clock: options.clock,
      log: options.log,
      onFiled: () => this.#tidy(),
    });
    this.#tidy();
    this.#deliver();
  }

  /** Takes a fact without waiting: in its file within some 10 ms, synced within some 60. */
  append(fact: F): void {
    const segment = this.#openSegment();
    segment.facts?.push(fact);
    segment.count++;
    segment.open = segment.count < factsPerSegment;
    this.#writer.add(segment, () => factText(fact));
    this.#deliver();
  }

  /** Resolves when everything appended so far is on the disk. */
  flushed(): Promise<void> {
    return this.#writer.flushed();
  }

  /** Resolves when no fact waits for delivery. */
  delivered(): Promise<void> {
    if (this.depth() === 0) return Promise.resolve();
    return new Promise((resolve) => void this.#emptyWaiters.push(resolve));
  }

  /** How many facts are not delivered yet. */
  depth(): number {
    return this.#segments.reduce((sum, { count, delivered }) => sum + count - delivered, 0);
  }

  /** Waits for the batch under way and for the disk. What is not delivered stays for the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#sleeper.wake();
    await this.#delivering;
    await this.#writer.close();
    for (const segment of this.#segments) segment.open = false;
    this.#tidy();
  }

  #openSegment(): Segment<F> {
    const last = this.#segments.at(-1);
    if (last?.open) return last;
    const segment = newSegment<F>(this.#options.directory, ++this.#lastNumber);
    this.#segments.push(segment);
    return segment;
  }

  #deliver(): void {
    if (this.#delivering !== undefined || this.#closing || this.depth() === 0) return;
    this.#delivering = this.#deliverAll().finally(() => {
      this.#delivering = undefined;
      this.#deliver();
    });
  }

  async #deliverAll(): Promise<void> {
    while (!this.#closing) {
      if (this.depth() === 0) return;
      await this.#gather();
      const segment = this.#segments.find(({ count, delivered }) => delivered < count);
      if (segment === undefined || this.#closing) return;
      try {
        await this.#deliverFrom(segment);
      } catch (error) {
        this.#options.log.error({ err: error }, "the journal's disk cannot be used");
        if (!this.#closing) await this.#sleeper.sleep(diskRetryMs);
      }
    }
  }

  async #gather(): Promise<void> {
    const { gatherMs = 0, batchSize } = this.#options;
    if (gatherMs > 0 && this.depth() < batchSize) await this.#sleeper.sleep(gatherMs);
  }

  async #deliverFrom(segment: Segment<F>): Promise<void> {
    const size = this.#single > 0 ? 1 : this.#options.batchSize;
    const batch = this.#factsOf(segment).slice(segment.delivered, segment.delivered + size);
    try {
      await this.#options.write(batch);
    } catch (error) {
      return this.#retryLater(segment, batch, error);
    }
    this.#advance(segment, batch.length);
  }

  /** Waits before the next attempt; a batch that is refused again and again is taken apart, a fact set aside. */
  async #retryLater(segment: Segment<F>, batch: F[], error: unknown): Promise<void> {
    const { log } = this.#options;
    this.#failures++;
    if (!(error instanceof DatabaseUnavailable)) {
      this.#refusals++;
      log.error({ err: error, facts: batch.length }, "facts could not be stored");
    }
    if (this.#refusals < maxRefusals) {
      const delayMs = retryDelaysMs[Math.min(this.#failures, retryDelaysMs.length) - 1] ?? 0;
      return this.#closing ? undefined : this.#sleeper.sleep(delayMs);
    }
    this.#refusals = 0;
    const [fact] = batch;
    if (batch.length > 1) {
      this.#single = batch.length;
    } else if (fact !== undefined) {
      log.error({ id: fact.id, type: fact.type }, "a fact is set aside in refused.jsonl");
      appendFileSync(join(this.#options.directory, "refused.jsonl"), `${JSON.stringify(fact)}\n`, {
        mode: 0o600,
      });
      this.#advance(segment, 1);
    }
  }

  #advance(segment: Segment<F>, count: number): void {
    segment.delivered += count;
    this.#failures = 0;
    this.#refusals = 0;
    this.#single = Math.max(0, this.#single - count);
    this.#tidy();
  }

  /** The facts of a segment, read back when they are on disk only. */
  #factsOf(segment: Segment<F>): F[] {
    if (segment.facts === undefined) {
      segment.facts = readSegment(segment.path) as F[];
      segment.count = segment.facts.length;
      segment.filed = segment.count;
    }
    return segment.facts;
  }

  /** Deletes what is delivered, and lets go of facts that are on disk when too many are in memory. */
  #tidy(): void {
    for (const segment of this.#segments.slice(segmentsInMemory)) {
      if (!segment.open && segment.filed === segment.count && segment.delivered === 0)
        segment.facts = undefined;
    }
    for (let first = this.#segments[0]; first !== undefined; first = this.#segments[0]) {
      if (first.open || first.filed < first.count || first.delivered < first.count) break;
      rmSync(first.path, { force: true });
      this.#segments.shift();
    }
    if (this.#emptyWaiters.length === 0 || this.depth() > 0) return;
    for (const resolve of this.#emptyWaiters.splice(0)) resolve();
  }
}
