// The figures of a queue's day, by half-hours and in one, of what happened and of what a replay gives: callers count when they
// came, as in reports, and replays are counted together.
import { firstWhere } from "./first-where.ts";
import { addLasting } from "./spans.ts";
import type { Span } from "./spans.ts";

/** Counts are means of one day when several replays are counted together. */
export type DayFigures = {
  /** Always answered + abandoned + flowedOut. */
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly flowedOut: number;
  /** Answered in time of offered, 0 to 1; null: nobody came. */
  readonly serviceLevel: number | null;
  readonly abandonment: number | null;
  /** Of the answered; null: nobody was. */
  readonly averageWaitMs: number | null;
  /** Nine of ten of the answered waited no longer. */
  readonly p90WaitMs: number | null;
  readonly occupancy: number | null;
  /** At this queue's disposal or busy with its callers, added up over the agents. */
  readonly agentMs: number;
};

export type DayOutcome = {
  readonly atMs: number;
  readonly kind: "answered" | "abandoned" | "flowed-out";
  readonly waitMs: number;
};

/** What became of one day's callers, and how its agents spent their time. */
export type DayCourse = {
  readonly outcomes: readonly DayOutcome[];
  readonly agents: readonly { readonly contact: readonly Span[]; readonly idle: readonly Span[] }[];
};

export type CountedDay = {
  readonly total: DayFigures;
  /** Of each interval between the bounds. */
  readonly intervals: readonly DayFigures[];
};

/** Pure: several courses of one day, counted together; waits are those of all of them. */
export function countDay(
  courses: readonly DayCourse[],
  bounds: readonly number[],
  targetMs: number,
): CountedDay {
  const intervals = bounds.slice(1).map(noSums);
  for (const course of courses) addCourse(intervals, course, bounds, targetMs);
  const total = noSums();
  for (const sums of intervals) add(total, sums);
  return {
    total: figuresOf(total, courses.length),
    intervals: intervals.map((sums) => figuresOf(sums, courses.length)),
  };
}

type Sums = {
  offered: number;
  answered: number;
  abandoned: number;
  flowedOut: number;
  inTime: number;
  waits: number[];
  contactMs: number;
  idleMs: number;
};

function noSums(): Sums {
  return {
    offered: 0,
    answered: 0,
    abandoned: 0,
    flowedOut: 0,
    inTime: 0,
    waits: [],
    contactMs: 0,
    idleMs: 0,
  };
}

function addCourse(
  intervals: Sums[],
  { outcomes, agents }: DayCourse,
  bounds: readonly number[],
  targetMs: number,
): void {
  for (const { atMs, kind, waitMs } of outcomes) {
    const sums = intervals[firstWhere(bounds, (bound) => bound > atMs) - 1];
    if (!sums) continue;
    sums.offered++;
    if (kind === "abandoned") sums.abandoned++;
    else if (kind === "flowed-out") sums.flowedOut++;
    else {
      sums.answered++;
      sums.waits.push(waitMs);
      if (waitMs <= targetMs) sums.inTime++;
    }
  }
  for (const key of ["contact", "idle"] as const) {
    const lasting = intervals.map(() => 0);
    for (const agent of agents) addLasting(lasting, agent[key], bounds);
    for (const [index, ms] of lasting.entries()) {
      const sums = intervals[index];
      if (sums) sums[`${key}Ms`] += ms;
    }
  }
}

function add(total: Sums, part: Sums): void {
  for (const key of [
    "offered",
    "answered",
    "abandoned",
    "flowedOut",
    "inTime",
    "contactMs",
    "idleMs",
  ] as const)
    total[key] += part[key];
  for (const waitMs of part.waits) total.waits.push(waitMs);
}

function figuresOf(sums: Sums, courses: number): DayFigures {
  const { offered, answered, abandoned, flowedOut, inTime, waits, contactMs, idleMs } = sums;
  const share = (part: number, of: number) => (of > 0 ? part / of : null);
  waits.sort((a, b) => a - b);
  return {
    offered: offered / courses,
    answered: answered / courses,
    abandoned: abandoned / courses,
    flowedOut: flowedOut / courses,
    serviceLevel: share(inTime, offered),
    abandonment: share(abandoned, offered),
    averageWaitMs: share(
      waits.reduce((sum, waitMs) => sum + waitMs, 0),
      answered,
    ),
    p90WaitMs: waits[Math.ceil(waits.length * 0.9) - 1] ?? null,
    occupancy: share(contactMs, contactMs + idleMs),
    agentMs: (contactMs + idleMs) / courses,
  };
}
