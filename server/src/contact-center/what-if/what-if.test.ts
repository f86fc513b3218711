import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SkillId } from "@tandem/kernel";
import type { CountedDay } from "./figures.ts";
import { madeDay } from "./testing/made-day.ts";
import type { MadeDay } from "./testing/made-day.ts";
import { whatIf } from "./what-if.ts";
import type { WhatIfChanges, WhatIfResult } from "./what-if.ts";

const nothing: WhatIfChanges = {
  staffing: [],
  strategy: undefined,
  skills: undefined,
  overflow: undefined,
};
const eightHours: MadeDay = {
  perHour: 60,
  hours: 8,
  handlingMs: 240_000,
  patienceMs: 120_000,
  shifts: [...Array.from({ length: 4 }, () => [0, 10] as const), [2, 6]],
  seed: 1,
};
const run = (made: MadeDay, changes: Partial<WhatIfChanges> = {}, seed = 7) =>
  whatIf({ day: madeDay(made), changes: { ...nothing, ...changes }, seed, replications: 10 });
const everyInterval = (day: MadeDay) => Array.from({ length: day.hours * 2 + 4 }, (_, n) => n);

function addsUp(result: WhatIfResult): void {
  for (const day of [result.happened, result.replayed, result.changed]) {
    for (const { offered, answered, abandoned, flowedOut } of [day.total, ...day.intervals])
      assert.ok(Math.abs(offered - answered - abandoned - flowedOut) < 1e-9);
    const parts = day.intervals.reduce((sum, { offered }) => sum + offered, 0);
    assert.ok(Math.abs(parts - day.total.offered) < 1e-9);
    assert.ok(Math.abs(day.total.offered - result.happened.total.offered) < 1e-9, "nobody is lost");
  }
}

test("replayed as it was, a day comes out as it happened; the same seed gives the same result", () => {
  const errors = [1, 2, 3, 4, 5].map((seed) => {
    const result = run({ ...eightHours, seed });
    addsUp(result);
    const { happened, replayed } = result;
    const off = (key: "serviceLevel" | "abandonment" | "occupancy") =>
      Math.abs((happened.total[key] ?? 0) - (replayed.total[key] ?? 0));
    return Math.max(off("serviceLevel"), off("abandonment"), off("occupancy"));
  });
  assert.ok(Math.max(...errors) < 0.03, `off by up to ${errors.map((error) => error.toFixed(4)).join(", ")}`);
  assert.deepEqual(run(eightHours), run(eightHours));
});

test("with an agent more a day comes near to the one that it would have been", () => {
  const [low, high] = [1, 2, 3, 4, 5, 6].reduce(
    ([told, truth], seed) => {
      const made = { ...eightHours, seed };
      const { changed } = run(made, { staffing: [{ intervals: everyInterval(made), agents: 1 }] });
      const other = run({ ...made, shifts: [...made.shifts, [0, 10]] });
      return [
        told + (changed.total.serviceLevel ?? 0) / 6,
        truth + (other.happened.total.serviceLevel ?? 0) / 6,
      ];
    },
    [0, 0],
  );
  assert.ok(Math.abs(low - high) < 0.05, `${low} told, ${high} when it is so`);
});

test("nobody is lost whatever is changed, and more agents never make it worse beyond chance", () => {
  const days = fc.record({
    perHour: fc.integer({ min: 0, max: 80 }),
    hours: fc.integer({ min: 1, max: 3 }),
    handlingMs: fc.integer({ min: 1000, max: 400_000 }),
    patienceMs: fc.integer({ min: 1000, max: 300_000 }),
    shifts: fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 4 }))
        .map(([from, hours]) => [from, from + hours] as const),
      { maxLength: 6 },
    ),
    seed: fc.nat(1000),
  });
  const overflow = fc.option(
    fc.record({
      waitMs: fc.option(fc.integer({ min: 1, max: 200_000 })),
      callers: fc.option(fc.integer({ min: 1, max: 10 })),
    }),
    { nil: undefined },
  );
  const staffing = fc.array(
    fc.record({ intervals: fc.uniqueArray(fc.nat(9)), agents: fc.integer({ min: -4, max: 4 }) }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(days, overflow, staffing, fc.integer({ min: 1, max: 4 }), (made, rule, any, agents) => {
      addsUp(run(made, { overflow: rule, staffing: any }));
      const { replayed, changed } = run(made, { staffing: [{ intervals: everyInterval(made), agents }] });
      const inTime = ({ total }: CountedDay) => (total.serviceLevel ?? 0) * total.offered;
      // Whoever is answered instead of leaving keeps an agent busy: another one may have less luck.
      const chance = 1 + replayed.total.offered * 0.02;
      assert.ok(changed.total.answered >= replayed.total.answered - chance);
      assert.ok(inTime(changed) >= inTime(replayed) - chance);
      assert.ok(changed.total.agentMs >= replayed.total.agentMs);
    }),
    { numRuns: 40 },
  );
});

test("fewer agents, a rule by wait or size, and skills nobody has change the day as they should", () => {
  const all = everyInterval(eightHours);
  const { replayed, changed } = run(eightHours, { staffing: [{ intervals: all, agents: -2 }] });
  assert.ok((changed.total.serviceLevel ?? 1) < (replayed.total.serviceLevel ?? 0) - 0.1);
  assert.ok(changed.total.agentMs < replayed.total.agentMs);
  const wait = run(eightHours, { overflow: { waitMs: 30_000, callers: null } }).changed.total;
  assert.ok(wait.flowedOut > 0 && (wait.p90WaitMs ?? 0) <= 30_000);
  const size = run(eightHours, { overflow: { waitMs: null, callers: 1 } }).changed;
  assert.ok(size.total.flowedOut > 0 && size.total.abandoned < replayed.total.abandoned);
  const skills = [{ skillId: "english" as SkillId, minimum: 5 }];
  const nobody = run(eightHours, { skills }).changed.total;
  assert.equal(nobody.answered, 0);
  const helped = run(eightHours, { skills, staffing: [{ intervals: all, agents: 5 }] }).changed.total;
  assert.ok(helped.answered > replayed.total.answered * 0.9, "who is added can do what is asked for");
});

test("where replays differ, the spread says so; figures lie in it", () => {
  const { changed } = run(eightHours, { staffing: [{ intervals: everyInterval(eightHours), agents: -1 }] });
  const { low, high } = changed.spread.serviceLevel ?? { low: 1, high: 0 };
  assert.ok(
    low < high && low <= (changed.total.serviceLevel ?? 2) && (changed.total.serviceLevel ?? -1) <= high,
  );
  const alike = run({ ...eightHours, perHour: 1 }).replayed.spread.occupancy;
  assert.equal(alike?.low, alike?.high, "nobody waited: nothing was drawn");
});
