// What is counted of the segments of an interval. Every figure is made of these sums, so that intervals, queues and days
// are added up without error; the database counts the same (report-store.ts).
import type { QueueId } from "@tandem/kernel";
import { intervalOf } from "./report-intervals.ts";
import type { QueueSegment } from "./segment.ts";

export type Tally = {
  /** Always answered + abandoned + flowedOut: whoever waits still is counted as soon as it is decided. */
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly flowedOut: number;
  /** Of those who flowed out: asked to be called back. */
  readonly callbacks: number;
  /** Of the abandoned: before the time that makes an abandon count. */
  readonly shortAbandoned: number;
  readonly answeredInTime: number;
  /** Gave up before the target time was over. */
  readonly abandonedInTime: number;
  readonly answeredWaitMs: number;
  readonly abandonedWaitMs: number;
  /** Of whoever was answered or gave up. */
  readonly longestWaitMs: number;
  /** Conversations that are over, with those who had come back to the line. */
  readonly handled: number;
  readonly talkMs: number;
  readonly holdMs: number;
  readonly wrapUpMs: number;
  /** Came back to the line because their agent was lost. */
  readonly returned: number;
  /** Answered callers whose number is known, and those of them who came again with the same topic within 7 days. */
  readonly identified: number;
  readonly repeated: number;
};

export const noTally: Tally = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  flowedOut: 0,
  callbacks: 0,
  shortAbandoned: 0,
  answeredInTime: 0,
  abandonedInTime: 0,
  answeredWaitMs: 0,
  abandonedWaitMs: 0,
  longestWaitMs: 0,
  handled: 0,
  talkMs: 0,
  holdMs: 0,
  wrapUpMs: 0,
  returned: 0,
  identified: 0,
  repeated: 0,
};

/** Which interval a segment belongs to: when it was offered, or when it was answered, given up or sent on. */
export type IntervalRule = "enqueue" | "answer";

export type TallyRule = {
  readonly rule: IntervalRule;
  /** Answer within that time, by queue; others have `defaultTargetMs`. */
  readonly targetMs: ReadonlyMap<QueueId, number>;
  /** Who gives up before is a short abandon. */
  readonly shortMs: number;
};

/** The 80/20 of most contact centers: answered within 20 s. */
export const defaultTargetMs = 20_000;

/** Who gives up sooner may have dialled a wrong number. */
export const defaultShortMs = 5_000;

/** A caller with the same topic within that time was not helped the first time. */
export const repeatWithinMs = 7 * 86_400_000;

/** What a contact that flowed out asked for, when it was a callback: no abandon, and counted apart. */
export const callbackTarget = "callback";

const tallyKeys = Object.keys(noTally) as (keyof Tally)[];

export function addTallies(a: Tally, b: Tally): Tally {
  const sum: { -readonly [Key in keyof Tally]: number } = { ...a };
  for (const key of tallyKeys) sum[key] += b[key];
  sum.longestWaitMs = Math.max(a.longestWaitMs, b.longestWaitMs);
  return sum;
}

/** What is left without a part of it; the longest wait stays as it was. */
export function subtractTally(whole: Tally, part: Tally): Tally {
  const left: { -readonly [Key in keyof Tally]: number } = { ...whole };
  for (const key of tallyKeys) left[key] -= part[key];
  left.longestWaitMs = whole.longestWaitMs;
  return left;
}

/** The moment by which a segment is put into an interval; undefined while it is not decided. */
function countedAt(segment: QueueSegment, rule: IntervalRule): number | undefined {
  if (segment.decidedAt === null) return undefined;
  return rule === "enqueue" ? segment.offeredAt : segment.decidedAt;
}

/** What one segment adds. `repeated`: whether the same customer came again. */
export function tallyOf(segment: QueueSegment, options: TallyRule, repeated: boolean): Tally {
  const { outcome, waitMs, returning } = segment;
  const count = (condition: boolean) => (condition ? 1 : 0);
  const counted = !returning && outcome !== "waiting";
  const answered = counted && outcome === "answered";
  const abandoned = counted && outcome === "abandoned";
  const flowedOut = counted && outcome === "flowed-out";
  const inTime = waitMs <= (options.targetMs.get(segment.queueId) ?? defaultTargetMs);
  const identified = answered && segment.customer !== "";
  const handled = outcome === "answered" && segment.servedAt !== null;
  return {
    offered: count(counted),
    answered: count(answered),
    abandoned: count(abandoned),
    flowedOut: count(flowedOut),
    callbacks: count(flowedOut && segment.flowedTo === callbackTarget),
    shortAbandoned: count(abandoned && waitMs < options.shortMs),
    answeredInTime: count(answered && inTime),
    abandonedInTime: count(abandoned && inTime),
    answeredWaitMs: answered ? waitMs : 0,
    abandonedWaitMs: abandoned ? waitMs : 0,
    longestWaitMs: answered || abandoned ? waitMs : 0,
    handled: count(handled),
    talkMs: handled ? segment.talkMs : 0,
    holdMs: handled ? segment.holdMs : 0,
    wrapUpMs: handled ? segment.wrapUpMs : 0,
    returned: count(returning && outcome !== "waiting"),
    identified: count(identified),
    repeated: count(identified && repeated),
  };
}

/** Segments after which the same customer was offered again with the same topic, in another call, in time. */
function repeatedSegments(segments: readonly QueueSegment[]): ReadonlySet<QueueSegment> {
  const known = segments.filter(({ customer, returning }) => customer !== "" && !returning);
  const byCustomer = Map.groupBy(known, ({ customer, topic }) => `${customer}\n${topic ?? ""}`);
  const repeated = new Set<QueueSegment>();
  for (const own of byCustomer.values()) {
    for (const segment of own) {
      const again = own.some(
        ({ callId, offeredAt }) =>
          callId !== segment.callId &&
          offeredAt > segment.offeredAt &&
          offeredAt <= segment.offeredAt + repeatWithinMs,
      );
      if (again) repeated.add(segment);
    }
  }
  return repeated;
}

/** Pure: a tally for each interval between two bounds, by what `keyOf` says. */
export function tallySegments(
  segments: readonly QueueSegment[],
  bounds: readonly number[],
  options: TallyRule,
  keyOf: (segment: QueueSegment) => string,
): Map<string, Tally[]> {
  const repeated = repeatedSegments(segments);
  const tallies = new Map<string, Tally[]>();
  for (const segment of segments) {
    const at = countedAt(segment, options.rule);
    const index = at === undefined ? undefined : intervalOf(bounds, at);
    if (index === undefined) continue;
    const key = keyOf(segment);
    const row = tallies.get(key) ?? Array.from({ length: bounds.length - 1 }, () => noTally);
    row[index] = addTallies(row[index] ?? noTally, tallyOf(segment, options, repeated.has(segment)));
    tallies.set(key, row);
  }
  return tallies;
}
