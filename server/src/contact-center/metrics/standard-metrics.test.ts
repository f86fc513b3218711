import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newId } from "@tandem/kernel";
import type { TenantId } from "@tandem/kernel";
import { noAgentTimes, timesOfAgents } from "./agent-times.ts";
import { intervalBounds } from "./report-intervals.ts";
import { foldSegments } from "./segment.ts";
import {
  abandonment,
  abandonmentWithoutShort,
  averageHandlingTime,
  averageSpeedOfAnswer,
  firstContactResolution,
  occupancy,
  serviceLevel,
  serviceLevelVariants,
} from "./standard-metrics.ts";
import { addTallies, noTally, tallySegments } from "./tally.ts";
import type { IntervalRule, Tally } from "./tally.ts";
import { agentDays, callFacts, queueIds, segments } from "./testing/generated.ts";

const tenantId = newId<TenantId>();
const from = Date.parse("2026-03-26T00:00:00Z");
const options = { targetMs: new Map(queueIds.map((id, index) => [id, index * 10_000])), shortMs: 5_000 };
const rules: readonly IntervalRule[] = ["enqueue", "answer"];

function totals(tallies: Iterable<readonly Tally[]>): Tally {
  return [...tallies].flat().reduce(addTallies, noTally);
}

test("offered = answered + abandoned + flowed out in every interval, whatever the facts", () => {
  fc.assert(
    fc.property(
      fc.array(callFacts(tenantId), { maxLength: 8 }),
      fc.constantFrom<15 | 30 | 60 | "day">(15, 30, 60, "day"),
      fc.constantFrom(...rules),
      (calls, length, rule) => {
        const folded = calls.flatMap(foldSegments);
        const bounds = intervalBounds(from, from + 20 * 86_400_000, length, "Europe/Berlin");
        const tallies = tallySegments(folded, bounds, { ...options, rule }, ({ queueId }) => queueId);
        for (const tally of [...tallies.values()].flat()) {
          assert.equal(tally.offered, tally.answered + tally.abandoned + tally.flowedOut);
          assert.ok(tally.shortAbandoned <= tally.abandoned && tally.answeredInTime <= tally.answered);
        }
        const decided = folded.filter(({ outcome, returning }) => outcome !== "waiting" && !returning);
        assert.equal(totals(tallies.values()).offered, decided.length, "nothing is lost between intervals");
      },
    ),
  );
});

test("the sums of a day are the same in quarters of an hour, in hours, by enqueue and by answer", () => {
  fc.assert(
    fc.property(segments(tenantId), (all) => {
      const sums = [15, 60, "day"] as const;
      const every = sums.flatMap((length) =>
        rules.map((rule) => {
          const bounds = intervalBounds(from, from + 9 * 86_400_000, length, "Europe/Berlin");
          return totals(tallySegments(all, bounds, { ...options, rule }, () => "all").values());
        }),
      );
      for (const each of every) assert.deepEqual(each, every[0]);
    }),
  );
});

const tally: Tally = {
  ...noTally,
  offered: 100,
  answered: 80,
  abandoned: 15,
  flowedOut: 5,
  shortAbandoned: 5,
  answeredInTime: 60,
  abandonedInTime: 10,
  answeredWaitMs: 80 * 12_000,
  handled: 80,
  talkMs: 80 * 180_000,
  holdMs: 80 * 20_000,
  wrapUpMs: 80 * 40_000,
  identified: 50,
  repeated: 10,
};

test("each named variant of a metric is what its definition says", () => {
  assert.deepEqual(
    serviceLevelVariants.map((variant) => serviceLevel(tally, variant)),
    [60 / 100, 60 / 95, 60 / 80, 70 / 100],
  );
  assert.equal(abandonment(tally), 0.15);
  assert.equal(abandonmentWithoutShort(tally), 10 / 95);
  assert.equal(averageSpeedOfAnswer(tally), 12_000);
  assert.equal(averageHandlingTime(tally), 240_000);
  assert.equal(firstContactResolution(tally), 0.8);
});

test("a metric with nothing to divide by is nothing, not zero and not a hundred per cent", () => {
  for (const variant of serviceLevelVariants) assert.equal(serviceLevel(noTally, variant), null);
  for (const metric of [abandonment, averageSpeedOfAnswer, averageHandlingTime, firstContactResolution])
    assert.equal(metric(noTally), null);
  assert.equal(occupancy(noAgentTimes), null);
});

test("occupancy is contact time of contact and idle time; away does not count", () => {
  const times = { offeredMs: 5, talkingMs: 50, onHoldMs: 5, wrapUpMs: 20, idleMs: 20, awayMs: 1000 };
  assert.equal(occupancy(times), 0.8);
});

test("an agent's times add up to the time that passed while at work, in every interval", () => {
  const bounds = intervalBounds(from, from + 9 * 86_400_000, 60, "Europe/Berlin");
  const now = bounds.at(-1) ?? 0;
  fc.assert(
    fc.property(agentDays, (intervals) => {
      const atWork = intervals.filter(
        ({ presence, workState }) => presence !== "offline" || workState !== "idle",
      );
      const times = timesOfAgents(intervals, bounds, now);
      const rows = [...times.values()].flat();
      const sum = rows.flatMap((each) => Object.values(each)).reduce((total, ms) => total + ms, 0);
      const passed = atWork.reduce(
        (total, { startedAt, endedAt }) => total + (endedAt ?? now) - startedAt,
        0,
      );
      assert.equal(sum, passed);
      for (const each of rows)
        assert.ok(
          Object.values(each).reduce((total, ms) => total + ms, 0) <= 3_600_000,
          "no hour has more than an hour",
        );
    }),
  );
});
