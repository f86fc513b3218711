import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "@tandem/kernel";
import type { QueueId, TenantId } from "@tandem/kernel";
import { QueueAlarms } from "./queue-alarms.ts";
import type { AlarmChange, WatchedQueue } from "./queue-alarms.ts";
import { judge, usualThresholds } from "./thresholds.ts";
import type { Reading } from "./thresholds.ts";

const tenantId = newId<TenantId>();
const id = newId<QueueId>();
const calm: Reading = {
  longestSeconds: 0,
  waiting: 0,
  serviceLevel: null,
  abandonment: null,
  agentsAvailable: 0,
};

function started(holdSeconds: number) {
  let now = 0;
  const clock = { now: () => now, after: () => () => {} };
  const changes: AlarmChange[] = [];
  let queues: readonly WatchedQueue[] = [];
  const alarms = new QueueAlarms({
    clock,
    tenantIds: () => [tenantId],
    queuesOf: () => queues,
    onChange: (change) => changes.push(change),
  });
  alarms.setThresholds(tenantId, new Map([[id, { ...usualThresholds(20), holdSeconds }]]));
  const show = (reading: Partial<Reading> | undefined, seconds: number) => {
    const shown = { id, name: "sales", targetSeconds: 20, reading: { ...calm, ...reading } };
    queues = reading ? [shown] : [];
    for (let second = 0; second < seconds; second++) {
      now += 1000;
      alarms.look();
    }
    return changes.splice(0).map(({ kind, figure, level, value }) => [kind, figure, level, value]);
  };
  return { alarms, show };
}

test("an alarm is raised when its limit was crossed for as long as it has to be, and once", () => {
  const { show, alarms } = started(5);
  assert.deepEqual(show({ waiting: 4 }, 5), []);
  assert.deepEqual(show({ waiting: 4 }, 1), [["raised", "waiting", "warning", 4]]);
  assert.deepEqual(show({ waiting: 9 }, 5), []);
  assert.deepEqual(show({ waiting: 8 }, 20), [["raised", "waiting", "alarm", 8]]);
  assert.deepEqual(
    alarms.openOf(tenantId, id).map(({ level }) => level),
    ["warning", "alarm"],
  );
});

test("a figure that is good for a moment begins anew, and one that sways behind its limit stays in alarm", () => {
  const { show } = started(5);
  assert.deepEqual(
    [show({ longestSeconds: 60 }, 3), show({}, 1), show({ longestSeconds: 60 }, 5)],
    [[], [], []],
  );
  assert.equal(show({ longestSeconds: 61 }, 1).length, 2);
  for (const longestSeconds of [59, 61, 55, 60]) assert.deepEqual(show({ longestSeconds }, 20), []);
  assert.deepEqual(show({ longestSeconds: 54 }, 6), [["cleared", "longestSeconds", "alarm", 54]]);
});

test("what an earlier process raised is not raised again, and a queue that is gone is in no alarm", () => {
  const { show, alarms } = started(0);
  alarms.restore(tenantId, [{ queueId: id, figure: "waiting", level: "alarm", raisedAt: 1 }]);
  assert.deepEqual(show({ waiting: 8 }, 1), [["raised", "waiting", "warning", 8]]);
  assert.deepEqual(show(undefined, 1), [
    ["cleared", "waiting", "warning", null],
    ["cleared", "waiting", "alarm", null],
  ]);
  assert.deepEqual(show(undefined, 5), []);
});

test("each figure is bad on its own side of the limit, and what is not measured or limited is good", () => {
  assert.deepEqual(
    [59, 60, 63, 64].map((value) => judge("serviceLevel", 60, value)),
    ["crossed", "between", "between", "good"],
  );
  assert.deepEqual(
    [0, 1].map((value) => judge("agentsAvailable", 1, value)),
    ["crossed", "good"],
  );
  assert.deepEqual(
    [0, 1].map((value) => judge("waiting", 1, value)),
    ["good", "crossed"],
  );
  assert.deepEqual(
    [17, 19, 20].map((value) => judge("abandonment", 20, value)),
    ["good", "between", "crossed"],
  );
  assert.equal(judge("serviceLevel", 100, 100), "good");
  assert.deepEqual([judge("waiting", null, 9), judge("waiting", 1, null)], ["good", "good"]);
});
