// What came of the callers of a tenant's day so far, by queue and hour: the same sums as in reports, kept as facts come.
import type { CallId, Fact, FactId, QueueId } from "@tandem/kernel";
import {
  addTallies,
  intervalBounds,
  intervalOf,
  noTally,
  startOfDay,
  startOfNextDay,
  stepSegments,
  subtractTally,
  tallyOf,
} from "#contact-center/metrics";
import type { QueueSegment, Tally } from "#contact-center/metrics";

export type QueueFigures = {
  readonly total: Tally;
  /** From the first hour of the day on, those to come included. */
  readonly hours: readonly { readonly from: number; readonly tally: Tally }[];
};

type Hour = { readonly segments: Map<FactId, QueueSegment>; tally: Tally | undefined };

/** An abandon before that is short, as in reports that say nothing else. */
const shortMs = 5_000;

export class TodayFigures {
  readonly #timeZone: string;
  readonly #calls = new Map<CallId, readonly QueueSegment[]>();
  readonly #queues = new Map<QueueId, Map<number, Hour>>();
  #targetMs: ReadonlyMap<QueueId, number> = new Map();
  #bounds: readonly number[] = [];
  #dayBegins = 0;
  #dayEnds = 0;

  /** Goes on from the segments of the day that are stored. */
  constructor(timeZone: string, now: number, stored: readonly QueueSegment[]) {
    this.#timeZone = timeZone;
    this.#turnTo(now);
    for (const [callId, own] of Map.groupBy(stored, (segment) => segment.callId)) this.#put(callId, own);
  }

  /** Answer within that time, by queue. */
  setTargets(targetMs: ReadonlyMap<QueueId, number>): void {
    this.#targetMs = targetMs;
    for (const hours of this.#queues.values()) for (const hour of hours.values()) hour.tally = undefined;
  }

  /** Hears what changes a segment (`segmentFacts`); the same fact again changes nothing. */
  hear(fact: Fact & { readonly callId: CallId }): void {
    this.#turnTo(fact.at);
    const before = this.#calls.get(fact.callId) ?? [];
    this.#put(fact.callId, stepSegments(before, fact));
  }

  of(queueId: QueueId, now: number): QueueFigures {
    this.#turnTo(now);
    const known = this.#queues.get(queueId);
    const hours = this.#bounds
      .slice(0, -1)
      .map((from, index) => ({ from, tally: this.#tallyOf(known?.get(index)) }));
    return { total: hours.reduce((sum, { tally }) => addTallies(sum, tally), noTally), hours };
  }

  #tallyOf(hour: Hour | undefined): Tally {
    if (!hour) return noTally;
    hour.tally ??= [...hour.segments.values()].reduce(
      (sum, segment) => addTallies(sum, this.#oneOf(segment)),
      noTally,
    );
    return hour.tally;
  }

  #oneOf(segment: QueueSegment): Tally {
    return tallyOf(segment, { rule: "enqueue", targetMs: this.#targetMs, shortMs }, false);
  }

  /** An hour has thousands of segments, and each changes several times: sums are not made anew for each. */
  #exchange(hour: Hour, before: QueueSegment | undefined, after: QueueSegment): void {
    hour.segments.set(after.id, after);
    if (!hour.tally) return;
    const old = before ? this.#oneOf(before) : noTally;
    const added = this.#oneOf(after);
    // The longest wait may have been this one: the others have to be asked.
    const isShorter = added.longestWaitMs < old.longestWaitMs;
    hour.tally = isShorter ? undefined : addTallies(subtractTally(hour.tally, old), added);
  }

  #put(callId: CallId, segments: readonly QueueSegment[]): void {
    if (segments.length > 0) this.#calls.set(callId, segments);
    for (const segment of segments) {
      const index = intervalOf(this.#bounds, segment.offeredAt);
      // Offered yesterday: it was counted there.
      if (index === undefined) continue;
      const hours = this.#queues.get(segment.queueId) ?? new Map<number, Hour>();
      const hour: Hour = hours.get(index) ?? { segments: new Map(), tally: undefined };
      this.#exchange(hour, hour.segments.get(segment.id), segment);
      hours.set(index, hour);
      this.#queues.set(segment.queueId, hours);
    }
  }

  #turnTo(at: number): void {
    if (at < this.#dayEnds) return;
    this.#dayBegins = startOfDay(at, this.#timeZone);
    this.#dayEnds = startOfNextDay(at, this.#timeZone);
    this.#bounds = intervalBounds(this.#dayBegins, this.#dayEnds, 60, this.#timeZone);
    this.#queues.clear();
    // Who waits over midnight is known still; what is decided is yesterday's.
    for (const [callId, segments] of this.#calls)
      if (segments.every(({ outcome }) => outcome !== "waiting")) this.#calls.delete(callId);
  }
}
