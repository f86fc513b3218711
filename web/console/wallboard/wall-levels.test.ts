import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoints } from "@tandem/contract";
import type { AlarmFigure, QueueLive } from "@tandem/contract";
import { alarmsOf, levelsOf } from "./wall-levels.ts";

const now = Date.parse("2026-10-17T01:00:00Z");
const calm: QueueLive = {
  id: "q",
  name: "q",
  waiting: 0,
  longestWaitSince: null,
  agentsAvailable: 2,
  agentsSignedIn: 2,
  waitingSince: [],
  callbacks: 0,
  serviceLevelSeconds: 20,
  offeredToday: 10,
  answeredToday: 0,
  abandonedToday: 0,
  flowedOutToday: 0,
  serviceLevelToday: null,
  abandonmentToday: null,
  thresholds: {
    limits: {
      longestSeconds: [20, 60],
      waiting: [3, 8],
      serviceLevel: [80, 60],
      abandonment: [5, 10],
      agentsAvailable: [2, 1],
    },
    holdSeconds: 30,
  },
  alarms: [],
  averageWaitToday: null,
  hoursToday: [],
};
const since = (seconds: number) => new Date(now - seconds * 1000).toISOString();
const levels = (queue: Partial<QueueLive>) => Object.values(levelsOf({ ...calm, ...queue }, now));

test("each figure is good, a warning or an alarm, exactly from its limits on", () => {
  assert.deepEqual(levels({}), ["good", "good", "good", "good", "good"]);
  const shares = (serviceLevelToday: number, abandonmentToday: number) => ({
    serviceLevelToday,
    abandonmentToday,
  });
  assert.deepEqual(
    levels({ waiting: 3, longestWaitSince: since(20), ...shares(0.799, 0.05), agentsAvailable: 1 }),
    ["warning", "warning", "warning", "warning", "warning"],
  );
  assert.deepEqual(
    levels({ waiting: 8, longestWaitSince: since(60), ...shares(0.599, 0.1), agentsAvailable: 0 }),
    ["alarm", "alarm", "alarm", "alarm", "alarm"],
  );
});

test("what has no limit, and the share of a few callers, is good", () => {
  const { limits } = calm.thresholds;
  const thresholds = { ...calm.thresholds, limits: { ...limits, waiting: [null, null] as [null, null] } };
  assert.equal(levelsOf({ ...calm, thresholds, waiting: 99 }, now).waiting, "good");
  assert.equal(levelsOf({ ...calm, offeredToday: 9, serviceLevelToday: 0 }, now).serviceLevel, "good");
});

test("an alarm has a name of its own, so that only a new one is heard", () => {
  const busy = { ...calm, waiting: 9, longestWaitSince: since(100) };
  assert.deepEqual([...alarmsOf(new Map([["q", levelsOf(busy, now)]]))], ["q/waiting", "q/longestSeconds"]);
});

test("a warning that comes after its alarm is refused, for figures that rise and for those that fall", () => {
  const of = (limits: Partial<Record<AlarmFigure, readonly [number | null, number | null]>>) =>
    endpoints.setQueueThresholds.body.safeParse({
      limits: {
        longestSeconds: [null, null],
        waiting: [null, null],
        serviceLevel: [null, null],
        abandonment: [null, null],
        agentsAvailable: [null, null],
        ...limits,
      },
      holdSeconds: 30,
    }).success;
  assert.ok(of({ waiting: [3, 8], serviceLevel: [80, 60], abandonment: [null, 5], agentsAvailable: [2, 2] }));
  assert.ok(!of({ waiting: [8, 3] }));
  assert.ok(!of({ serviceLevel: [60, 80] }));
});
