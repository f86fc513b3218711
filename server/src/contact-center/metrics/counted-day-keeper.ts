// Counts the days that are over, from the latest back, so that reports over months and years find their sums.
import type { Clock, QueueId, TenantId } from "@tandem/kernel";
import type { Database } from "#platform/database";
import type { Logger } from "#platform/logging";
import { basisOf } from "./counted-days.ts";
import { allCountedDays, countDay, firstCountable } from "./counted-store.ts";
import { intervalBounds, startOfDay, startOfNextDay } from "./report-intervals.ts";
import { defaultShortMs, repeatWithinMs } from "./tally.ts";

export type CountedDayKeeperOptions = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tenants: () => readonly { readonly id: TenantId; readonly timeZone: string }[];
  readonly targetsOf: (tenantId: TenantId) => Promise<ReadonlyMap<QueueId, number>>;
};

/** Callers of such a day can come again until then, and the latest facts are there. */
const settledAfterMs = repeatWithinMs + 86_400_000;
const afterStartMs = 60_000;
const everyMs = 10 * 60_000;
/** Between two days: calls come before reports. */
const restMs = 200;

export class CountedDayKeeper {
  readonly #options: CountedDayKeeperOptions;
  #cancel: () => void = () => {};
  #closed = false;

  constructor(options: CountedDayKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#runAfter(afterStartMs);
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  /** Counts what is not counted, or by other targets or another time zone than now. Answers how many days. */
  async catchUp(): Promise<number> {
    let count = 0;
    for (const { id, timeZone } of this.#options.tenants()) {
      const targetMs = await this.#options.targetsOf(id);
      const by = { targetMs, shortMs: defaultShortMs };
      const basis = basisOf(by);
      for (const hours of await this.#missing(id, timeZone, basis)) {
        if (this.#closed) return count;
        if (await countDay(id, { ...by, basis, hours }, this.#options.database)) count++;
        await new Promise<void>((resolve) => void this.#options.clock.after(restMs, resolve));
      }
    }
    return count;
  }

  /** The hours of each such day, the latest first. */
  async #missing(tenantId: TenantId, timeZone: string, basis: string): Promise<number[][]> {
    const { database, clock } = this.#options;
    const first = await firstCountable(tenantId, database);
    if (first === undefined) return [];
    const counted = await allCountedDays(tenantId, database);
    const missing: number[][] = [];
    const end = startOfDay(clock.now() - settledAfterMs, timeZone);
    for (let from = startOfDay(first, timeZone); from < end; from = startOfNextDay(from, timeZone)) {
      const to = startOfNextDay(from, timeZone);
      const before = counted.get(from);
      if (before?.to !== to || before.basis !== basis) missing.push(intervalBounds(from, to, 60, timeZone));
    }
    return missing.toReversed();
  }

  #runAfter(delayMs: number): void {
    if (this.#closed) return;
    this.#cancel = this.#options.clock.after(delayMs, () => {
      this.catchUp()
        .catch((error: unknown) => this.#options.log.warn({ err: error }, "days of reports are not counted"))
        .finally(() => this.#runAfter(everyMs));
    });
  }
}
