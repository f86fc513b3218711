// What if: a queue's recorded day, the same day replayed as it was, and replayed with changes, side by side.
import type { AgentStrategy, OverflowRule, QueueRouting, Requirement } from "#contact-center/routing";
import { countDay } from "./figures.ts";
import type { CountedDay, DayCourse, DayFigures } from "./figures.ts";
import { estimatePatience } from "./patience.ts";
import type { RecordedDay } from "./recorded-day.ts";
import { replay } from "./replay.ts";
import type { Replay } from "./replay.ts";
import { without } from "./spans.ts";
import { staffed } from "./staffing.ts";
import type { StaffingChange } from "./staffing.ts";

/** Undefined: as the queue is set. */
export type WhatIfChanges = {
  readonly staffing: readonly StaffingChange[];
  readonly strategy: AgentStrategy | undefined;
  /** In the place of all minimums that the queue asks for. */
  readonly skills: readonly Requirement[] | undefined;
  /** In the place of the queue's rules by wait and by size; null: none. */
  readonly overflow: { readonly waitMs: number | null; readonly callers: number | null } | undefined;
};

export type WhatIfTask = {
  readonly day: RecordedDay;
  readonly changes: WhatIfChanges;
  readonly seed: number;
  readonly replications: number;
};

/** Between these lie eight of ten replications; null: in one of them there was nothing to divide by. */
export type Spread = Readonly<
  Record<(typeof spreadKeys)[number], { readonly low: number; readonly high: number } | null>
>;

const spreadKeys = ["serviceLevel", "abandonment", "averageWaitMs", "p90WaitMs", "occupancy"] as const;

export type ReplayedDay = CountedDay & { readonly spread: Spread };

export type WhatIfResult = {
  readonly happened: CountedDay;
  readonly replayed: ReplayedDay;
  readonly changed: ReplayedDay;
  readonly model: {
    /** Mean patience, ms, as an exponential has it; null: nobody left by their own will. */
    readonly patienceMs: number | null;
    readonly ringMs: number;
    /** Who was there for the queue at any time of the day. */
    readonly agents: number;
  };
};

/** Pure: the same seed gives the same result. */
export function whatIf({ day, changes, seed, replications }: WhatIfTask): WhatIfResult {
  const { bounds, queue } = day;
  const patience = estimatePatience(day.contacts);
  const asItWas: Replay = { day, queue, agents: day.agents, patience };
  const other = changedQueue(queue, changes);
  const changed: Replay = { day, queue: other, agents: staffed(day, changes.staffing, other), patience };
  const there = day.agents.filter(({ available, contact }) => available.length + contact.length > 0).length;
  const run = (what: Replay) =>
    counted(
      Array.from({ length: replications }, (_, n) => replay(what, seed + n)),
      day,
    );
  return {
    happened: countDay([recordedCourse(day)], bounds, queue.targetMs),
    replayed: run(asItWas),
    changed: run(changed),
    model: { patienceMs: patience.meanMs, ringMs: day.ringMs, agents: there },
  };
}

/** Pure: how the queue would be set. */
export function changedQueue(queue: QueueRouting, changes: WhatIfChanges): QueueRouting {
  const { strategy = queue.strategy, skills = queue.skills } = changes;
  return { ...queue, strategy, skills, rings: ringsFor(queue, skills), overflow: overflowOf(queue, changes) };
}

/** A ring lowers skills that are asked for, and no others. */
function ringsFor({ rings }: QueueRouting, skills: readonly Requirement[]): QueueRouting["rings"] {
  const asked = new Set(skills.map(({ skillId }) => skillId));
  return rings.map((ring) => ({
    ...ring,
    minimums: ring.minimums.filter(({ skillId }) => asked.has(skillId)),
  }));
}

function overflowOf({ overflow }: QueueRouting, changes: WhatIfChanges): readonly OverflowRule[] {
  if (!changes.overflow) return overflow;
  const { waitMs, callers } = changes.overflow;
  const to = { kind: "voicemail" } as const;
  const others = overflow.filter(({ when }) => when.kind !== "wait" && when.kind !== "size");
  const rules: OverflowRule[] = [...others];
  if (callers !== null) rules.push({ when: { kind: "size", from: callers }, to });
  if (waitMs !== null) rules.push({ when: { kind: "wait", overMs: waitMs }, to });
  return rules;
}

/** The day as it happened, in the shape of a replay. */
function recordedCourse({ contacts, agents }: RecordedDay): DayCourse {
  return {
    outcomes: contacts.map(({ atMs, outcome, waitMs }) => ({
      atMs,
      kind: outcome === "callback" ? "flowed-out" : outcome,
      waitMs,
    })),
    agents: agents.map(({ contact, available }) => ({ contact, idle: without(available, contact) })),
  };
}

function counted(courses: readonly DayCourse[], { bounds, queue }: RecordedDay): ReplayedDay {
  const whole = [bounds[0] ?? 0, bounds.at(-1) ?? 0];
  const totals = courses.map((course) => countDay([course], whole, queue.targetMs).total);
  return { ...countDay(courses, bounds, queue.targetMs), spread: spreadOf(totals) };
}

function spreadOf(totals: readonly DayFigures[]): Spread {
  const between = (key: keyof Spread) => {
    const values = totals.map((total) => total[key]).filter((value) => value !== null);
    values.sort((a, b) => a - b);
    const at = (share: number) => values[Math.round((values.length - 1) * share)] ?? 0;
    return values.length < totals.length ? null : { low: at(0.1), high: at(0.9) };
  };
  return Object.fromEntries(spreadKeys.map((key) => [key, between(key)])) as Spread;
}
